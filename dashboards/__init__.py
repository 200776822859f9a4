"""What did it amount to? Views, figures and pages over the lake; never imports `pipelines`."""
