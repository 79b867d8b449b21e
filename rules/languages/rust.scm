; Rust's syntax as facts. The format is described in ../README.md; tree-sitter-rust names the nodes.

(source_file) @module
(block) @block
(line_comment) @comment
(block_comment) @comment
(inner_attribute_item) @skip
(attribute_item) @annotation
(attribute (_) @callee arguments: (_) @argument) @call
(token_tree) @tokens
(lifetime) @skip
(label) @skip
(type_parameters) @skip
(where_clause) @skip
(visibility_modifier) @skip
(function_modifiers) @skip
(mutable_specifier) @skip
(self_parameter) @skip
(macro_definition) @skip

; Imports
(use_declaration argument: (_) @item) @import
(scoped_use_list path: (_) @path list: (_) @item) @import-tree
(use_as_clause path: (_) @path alias: (_) @alias) @import-item
(use_wildcard (_) @path) @wildcard
(extern_crate_declaration name: (_) @path alias: (_) @alias) @import

; Declarations
(mod_item name: (_) @skip body: (_) @body) @namespace
(mod_item) @skip
(function_item name: (_) @name parameters: (_) @parameter return_type: (_) @result body: (_) @body) @function
(function_signature_item name: (_) @name parameters: (_) @parameter return_type: (_) @result) @function
(closure_expression parameters: (_) @parameter return_type: (_) @result body: (_) @body) @function
(async_block (block) @body) @function
(parameter pattern: (_) @binding type: (_) @type) @parameter
(struct_item name: (_) @name body: (_) @body) @class
(enum_item name: (_) @name body: (_) @body) @class
(trait_item name: (_) @name bounds: (_) @base-type body: (_) @body) @class
(type_item name: (_) @name type: (_) @definition) @class
(field_declaration name: (_) @binding type: (_) @type) @field
(enum_variant name: (_) @skip) @nothing
(impl_item trait: (_) @base-type type: (_) @type body: (_) @body) @extension

; Types
(scoped_type_identifier path: (_) @base name: (_) @name) @member
(generic_type type: (_) @base type_arguments: (_) @key) @index
(type_arguments) @collection
(array_type element: (_) @element) @list-type
(tuple_type) @collection
(unit_type) @null
(never_type) @null
(type_identifier) @name
(primitive_type) @name

; Patterns
(tuple_struct_pattern type: (_) @callee (_) @element) @pattern
(struct_pattern type: (_) @callee (_) @element) @pattern
(field_pattern name: (_) @key pattern: (_) @value) @pair
(remaining_field_pattern) @skip
(tuple_pattern) @collection
(shorthand_field_identifier) @name

; Statements
(let_declaration pattern: (_) @target type: (_) @type value: (_) @value alternative: (_) @else) @assign
(assignment_expression left: (_) @target right: (_) @value) @assign
(compound_assignment_expr left: (_) @target right: (_) @value) @update
(const_item name: (_) @target type: (_) @type value: (_) @value) @assign
(static_item name: (_) @target type: (_) @type value: (_) @value) @assign
(if_expression condition: (_) @condition consequence: (_) @then alternative: (_) @else) @branch
(let_condition pattern: (_) @target value: (_) @value) @assign
(match_expression value: (_) @condition body: (_) @body) @switch
(match_arm (attribute_item) @decorator pattern: (_) @key value: (_) @then) @case
(match_pattern (_) @key condition: (_) @condition) @guarded
(for_expression pattern: (_) @target value: (_) @iterable body: (_) @body) @loop
(while_expression condition: (let_condition) @condition body: (_) @body) @loop
(while_expression condition: (_) @condition body: (_) @body) @loop
(loop_expression body: (_) @body) @forever-loop
(return_expression) @return
(break_expression) @break
(continue_expression) @continue
(expression_statement) @expression
(empty_statement) @nothing

; Expressions
(identifier) @name
(self) @name
(field_identifier) @name
(crate) @name
(super) @name
(metavariable) @name
(scoped_identifier path: (_) @base name: (_) @name) @member
(field_expression value: (_) @base field: (_) @name) @member
(index_expression (_) @base (_) @key) @index
(call_expression function: (_) @callee arguments: (_) @argument) @call
(macro_invocation macro: (identifier) @callee (token_tree) @argument (#match? @callee "^(panic|unreachable|todo|unimplemented)$")) @raise
(macro_invocation macro: (_) @callee (token_tree) @argument) @call
(struct_expression name: (_) @callee body: (_) @argument) @construct
(field_initializer (attribute_item) @decorator field: (_) @key value: (_) @value) @pair
(field_initializer_list) @literal
(base_field_initializer) @splat
(await_expression (_) @value) @await
(try_expression (_) @value) @propagate
(array_expression) @collection
(tuple_expression) @collection
(string_literal) @string
(raw_string_literal) @string
(char_literal) @string
(string_content) @skip
(escape_sequence) @skip
(integer_literal) @number
(float_literal) @number
(boolean_literal) @boolean
(unit_expression) @null
(binary_expression left: (_) @left operator: "&&" right: (_) @right) @logical
(binary_expression left: (_) @left operator: "||" right: (_) @right) @logical
(binary_expression left: (_) @left operator: ["==" "!=" "<" "<=" ">" ">="] right: (_) @right) @compare
(binary_expression left: (_) @left right: (_) @right) @binary
(unary_expression "!" (_) @value) @not
(type_cast_expression value: (_) @value type: (_) @type) @cast
