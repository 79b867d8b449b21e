; Go's syntax as facts. The format is described in ../README.md; tree-sitter-go names the nodes.

(source_file) @module
(block) @block
(comment) @comment
(package_clause (package_identifier) @name) @package

; Imports
(import_spec name: (_) @alias path: (_) @path) @import

; Declarations
(function_declaration name: (_) @name parameters: (_) @parameter result: (_) @result body: (_) @body) @function
(method_declaration receiver: (_) @receiver name: (_) @name parameters: (_) @parameter result: (_) @result body: (_) @body) @function
(func_literal parameters: (_) @parameter result: (_) @result body: (_) @body) @function
(parameter_declaration name: (_) @binding type: (_) @type) @parameter
(variadic_parameter_declaration name: (_) @binding type: (_) @type) @variadic
(type_spec name: (_) @name type: (_) @definition) @class
(type_alias name: (_) @name type: (_) @base-type) @class
(field_declaration name: (_) @binding type: (_) @type) @field
(field_declaration type: (_) @base-type) @embedded
(method_elem name: (_) @name parameters: (_) @parameter result: (_) @result) @function
(type_parameter_list) @skip
(type_arguments) @skip

; Types
(qualified_type package: (_) @base name: (_) @name) @member
(slice_type element: (_) @element) @list-type
(array_type element: (_) @element) @list-type
(implicit_length_array_type element: (_) @element) @list-type
(map_type key: (_) @key value: (_) @element) @list-type
(channel_type value: (_) @element) @list-type
(function_type parameters: (_) @parameter result: (_) @result) @function-type
(type_identifier) @name
(package_identifier) @name

; Statements
(short_var_declaration left: (_) @target right: (_) @value) @assign
(assignment_statement left: (_) @target operator: "=" right: (_) @value) @assign
(assignment_statement left: (_) @target right: (_) @value) @update
(var_spec name: (_) @target type: (_) @type value: (_) @value) @assign
(const_spec name: (_) @target type: (_) @type value: (_) @value) @assign
(if_statement initializer: (_) @initializer condition: (_) @condition consequence: (_) @then alternative: (_) @else) @branch
(for_statement (for_clause) @initializer body: (_) @body) @loop
(for_statement (range_clause) @initializer body: (_) @body) @loop
(for_statement (_) @condition body: (_) @body) @loop
(for_statement body: (_) @body) @forever-loop
(for_clause initializer: (_) @initializer condition: (_) @condition update: (_) @update) @clause
(range_clause left: (_) @target right: (_) @iterable) @for-each
(expression_switch_statement initializer: (_) @initializer value: (_) @condition (expression_case) @case (default_case) @case) @switch
(type_switch_statement initializer: (_) @initializer alias: (_) @target value: (_) @condition (type_case) @case (default_case) @case) @switch
(select_statement (communication_case) @case (default_case) @case) @select
(expression_case value: (_) @key) @case
(type_case type: (_) @key) @case
(communication_case communication: (_) @key) @case
(default_case) @default-case
(receive_statement left: (_) @target right: (_) @value) @assign
(return_statement) @return
(break_statement) @break
(continue_statement) @continue
(fallthrough_statement) @nothing
(goto_statement) @goto
(defer_statement (_) @value) @defer
(go_statement (_) @value) @spawn
(send_statement channel: (_) @target value: (_) @value) @send
(expression_statement (call_expression function: (identifier) @callee (#eq? @callee "panic"))) @expression
(expression_statement) @expression
(labeled_statement label: (_) @skip) @labelled
(inc_statement (_) @target) @update
(dec_statement (_) @target) @update

; Expressions
(identifier) @name
(blank_identifier) @name
(field_identifier) @name
(selector_expression operand: (_) @base field: (_) @name) @member
(index_expression operand: (_) @base index: (_) @key) @index
(slice_expression operand: (_) @base) @slice
(call_expression function: (identifier) @callee arguments: (_) @argument (#eq? @callee "panic")) @raise
(call_expression function: (_) @callee arguments: (_) @argument) @call
(composite_literal type: (slice_type) @type body: (_) @argument) @collection
(composite_literal type: (array_type) @type body: (_) @argument) @collection
(composite_literal type: (implicit_length_array_type) @type body: (_) @argument) @collection
(composite_literal type: (map_type) @type body: (_) @argument) @map
(composite_literal type: (_) @callee body: (_) @argument) @construct
(keyed_element key: (_) @key value: (_) @value) @pair
(literal_value) @literal
(type_conversion_expression type: (_) @callee operand: (_) @argument) @call
(type_assertion_expression operand: (_) @value type: (_) @type) @cast
(variadic_argument) @splat
(interpreted_string_literal) @string
(raw_string_literal) @string
(rune_literal) @string
(int_literal) @number
(float_literal) @number
(imaginary_literal) @number
(true) @boolean
(false) @boolean
(nil) @null
(iota) @number
(binary_expression left: (_) @left operator: "&&" right: (_) @right) @logical
(binary_expression left: (_) @left operator: "||" right: (_) @right) @logical
(binary_expression left: (_) @left operator: ["==" "!=" "<" "<=" ">" ">="] right: (_) @right) @compare
(binary_expression left: (_) @left right: (_) @right) @binary
(unary_expression operator: "!" operand: (_) @value) @not
(unary_expression operator: "<-" operand: (_) @value) @receive
(unary_expression operator: "-" operand: (_) @value) @unary
