"""制度依据: which rule a power, or a step of its flow, rests on."""
