; Java's syntax as facts. The format is described in ../README.md; tree-sitter-java names the nodes.

(program) @module
(block) @block
(constructor_body) @block
(line_comment) @comment
(block_comment) @comment
(package_declaration (_) @name) @package

; Imports
(import_declaration (_) @path) @import
(asterisk) @wildcard

; Declarations
(method_declaration (modifiers) @decorator type: (_) @result name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(constructor_declaration (modifiers) @decorator name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(compact_constructor_declaration (modifiers) @decorator name: (_) @name body: (_) @body) @function
(lambda_expression parameters: (_) @parameter body: (_) @body) @function
(formal_parameter (modifiers) @decorator type: (_) @type name: (_) @binding) @parameter
(spread_parameter (modifiers) @skip (variable_declarator) @value) @variadic
(receiver_parameter) @skip
(class_declaration (modifiers) @decorator name: (_) @name superclass: (_) @base-type interfaces: (_) @base-type body: (_) @body) @class
(interface_declaration (modifiers) @decorator name: (_) @name (extends_interfaces) @base-type body: (_) @body) @class
(enum_declaration (modifiers) @decorator name: (_) @name interfaces: (_) @base-type body: (_) @body) @class
(record_declaration (modifiers) @decorator name: (_) @name parameters: (_) @parameter interfaces: (_) @base-type body: (_) @body) @class
(annotation_type_declaration) @skip
(enum_constant (modifiers) @skip name: (_) @target arguments: (_) @skip body: (_) @skip) @assign
(field_declaration (modifiers) @skip type: (_) @type) @declaration
(constant_declaration (modifiers) @skip type: (_) @type) @declaration
(annotation name: (_) @callee arguments: (_) @argument) @call
(element_value_pair key: (_) @name value: (_) @value) @argument
(element_value_array_initializer) @collection
(type_parameters) @skip
(permits) @skip
(throws) @skip
(dimensions) @skip

; Types
(generic_type (_) @base (type_arguments) @key) @index
(type_arguments) @collection
(scoped_type_identifier) @dotted
(type_identifier) @name
(integral_type) @name
(floating_point_type) @name
(boolean_type) @name
(void_type) @skip
(array_type element: (_) @element) @list-type
(wildcard) @skip

; Statements
(local_variable_declaration (modifiers) @skip type: (_) @type) @declaration
(variable_declarator name: (_) @target value: (_) @value) @assign
(assignment_expression left: (_) @target operator: "=" right: (_) @value) @assign
(assignment_expression left: (_) @target right: (_) @value) @update
(update_expression (_) @target) @update
(if_statement condition: (_) @condition consequence: (_) @then alternative: (_) @else) @branch
(ternary_expression condition: (_) @condition consequence: (_) @then alternative: (_) @else) @conditional
(for_statement init: (_) @initializer condition: (_) @condition update: (_) @update body: (_) @body) @loop
(enhanced_for_statement (modifiers) @skip type: (_) @type name: (_) @target value: (_) @iterable body: (_) @body) @loop
(while_statement condition: (_) @forever body: (_) @body (#match? @forever "^[(] *true *[)]$")) @loop
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(try_statement body: (_) @body (catch_clause) @handler (finally_clause) @finally) @try
(try_with_resources_statement resources: (_) @item body: (_) @body (catch_clause) @handler (finally_clause) @finally) @try
(resource (modifiers) @skip type: (_) @type name: (_) @target value: (_) @value) @assign
(catch_clause (catch_formal_parameter) @caught-as body: (_) @body) @catch
(catch_formal_parameter (modifiers) @skip (catch_type) @value name: (_) @target) @assign
(catch_type) @union
(synchronized_statement (parenthesized_expression) @item body: (_) @body) @with
(switch_expression condition: (_) @condition (switch_block) @case) @switch
(switch_block_statement_group (switch_label) @key (#match? @key "^default")) @default-case
(switch_block_statement_group (switch_label) @key) @case
(switch_rule (switch_label) @key (#match? @key "^default")) @default-case
(switch_rule (switch_label) @key) @case
(guard) @skip
(pattern) @skip
(record_pattern) @skip
(return_statement) @return
(throw_statement) @raise
(break_statement) @break
(continue_statement) @continue
(labeled_statement (identifier) @skip) @labelled
(assert_statement) @expression
(yield_statement) @expression
(expression_statement) @expression

; Expressions
(identifier) @name
(underscore_pattern) @name
(this) @name
(super) @name
(scoped_identifier) @dotted
(field_access object: (_) @base field: (_) @name) @member
(array_access array: (_) @base index: (_) @key) @index
(method_reference (_) @base (_) @name) @member
(method_invocation object: (_) @base name: (_) @name arguments: (_) @argument) @method-call
(explicit_constructor_invocation constructor: (_) @callee arguments: (_) @argument) @call
(object_creation_expression type: (_) @base-type arguments: (_) @argument (class_body)) @class
(object_creation_expression type: (_) @callee arguments: (_) @argument) @call
(array_creation_expression type: (_) @type dimensions: (_) @skip) @collection
(array_initializer) @collection
(string_literal) @string
(character_literal) @string
(decimal_integer_literal) @number
(hex_integer_literal) @number
(octal_integer_literal) @number
(binary_integer_literal) @number
(decimal_floating_point_literal) @number
(hex_floating_point_literal) @number
(true) @boolean
(false) @boolean
(null_literal) @null
(class_literal (_) @type) @cast
(binary_expression left: (_) @left operator: "&&" right: (_) @right) @logical
(binary_expression left: (_) @left operator: "||" right: (_) @right) @logical
(binary_expression left: (_) @left operator: ["==" "!=" "<" "<=" ">" ">="] right: (_) @right) @compare
(binary_expression left: (_) @left right: (_) @right) @binary
(instanceof_expression left: (_) @value right: (_) @type name: (identifier) @target) @assign
(instanceof_expression left: (_) @left right: (_) @right) @compare
(unary_expression operator: "!" operand: (_) @value) @not
(unary_expression operand: (_) @value) @unary
(cast_expression type: (_) @type value: (_) @value) @cast
