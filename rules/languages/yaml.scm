; YAML's structure as facts: maps, pairs and collections, the same as in a program.

(stream) @module
(document) @document
(comment) @comment
(block_mapping) @map
(flow_mapping) @map
(block_mapping_pair key: (_) @key value: (_) @value) @pair
(flow_pair key: (_) @key value: (_) @value) @pair
(block_sequence) @collection
(flow_sequence) @collection
(plain_scalar) @string
(single_quote_scalar) @string
(double_quote_scalar) @string
(block_scalar) @string
(alias) @alias
(anchor) @skip
(tag) @skip
