"""What differs between the programs and the numbers as they are set up at AWS: `plan` tells, and changes nothing."""
