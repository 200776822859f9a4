"""What happens to a record: from Kinesis through decode, classify, reply and write."""
