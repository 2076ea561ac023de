word.v
