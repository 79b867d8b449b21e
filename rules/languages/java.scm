; Java's syntax as facts. The format is described in ../README.md; tree-sitter-java names the nodes.

(program) @module
(block) @block
(line_comment) @comment
(block_comment) @comment
(package_declaration (_) @name) @package

; Imports
(import_declaration (scoped_identifier) @path (asterisk)) @import
(import_declaration (_) @item) @import
(asterisk) @wildcard

; Declarations
(method_declaration (modifiers) @decorator type: (_) @result name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(constructor_declaration (modifiers) @decorator name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(lambda_expression parameters: (_) @parameter body: (_) @body) @function
(formal_parameter (modifiers) @decorator type: (_) @type name: (_) @binding) @parameter
(class_declaration (modifiers) @decorator name: (_) @name superclass: (_) @base-type interfaces: (_) @base-type body: (_) @body) @class
(interface_declaration (modifiers) @decorator name: (_) @name (extends_interfaces) @base-type body: (_) @body) @class
(enum_declaration (modifiers) @decorator name: (_) @name body: (_) @body) @class
(record_declaration (modifiers) @decorator name: (_) @name parameters: (_) @parameter body: (_) @body) @class
(annotation name: (_) @callee arguments: (_) @argument) @call
(element_value_pair key: (_) @name value: (_) @value) @argument
(modifiers) @collection
(type_parameters) @skip
(throws) @skip

; Types
(generic_type (_) @base (type_arguments) @key) @index
(type_arguments) @collection
(type_identifier) @name
(array_type element: (_) @element) @list-type

; Statements
(variable_declarator name: (_) @target value: (_) @value) @assign
(assignment_expression left: (_) @target operator: "=" right: (_) @value) @assign
(assignment_expression left: (_) @target right: (_) @value) @update
(if_statement condition: (_) @condition consequence: (_) @then alternative: (_) @else) @branch
(ternary_expression condition: (_) @condition consequence: (_) @then alternative: (_) @else) @conditional
(for_statement init: (_) @initializer condition: (_) @condition update: (_) @update body: (_) @body) @loop
(enhanced_for_statement type: (_) @type name: (_) @target value: (_) @iterable body: (_) @body) @loop
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(try_statement body: (_) @body (catch_clause) @handler (finally_clause) @finally) @try
(try_with_resources_statement resources: (_) @initializer body: (_) @body (catch_clause) @handler (finally_clause) @finally) @try
(catch_clause (catch_formal_parameter) @caught-as body: (_) @body) @catch
(catch_formal_parameter (catch_type) @value name: (_) @target) @assign
(switch_expression condition: (_) @condition body: (_) @body) @switch
(switch_block_statement_group (switch_label) @key) @case
(switch_rule (switch_label) @key) @case
(return_statement) @return
(throw_statement) @raise
(break_statement) @break
(continue_statement) @continue
(expression_statement) @expression

; Expressions
(identifier) @name
(this) @name
(super) @name
(scoped_identifier scope: (_) @base name: (_) @name) @member
(field_access object: (_) @base field: (_) @name) @member
(array_access array: (_) @base index: (_) @key) @index
(method_reference (_) @base (_) @name) @member
(method_invocation object: (_) @base name: (_) @name arguments: (_) @argument) @method-call
(object_creation_expression type: (_) @callee arguments: (_) @argument) @call
(string_literal) @string
(character_literal) @string
(decimal_integer_literal) @number
(decimal_floating_point_literal) @number
(true) @boolean
(false) @boolean
(null_literal) @null
(class_literal) @null
(binary_expression left: (_) @left operator: "&&" right: (_) @right) @logical
(binary_expression left: (_) @left operator: "||" right: (_) @right) @logical
(binary_expression left: (_) @left operator: ["==" "!=" "<" "<=" ">" ">="] right: (_) @right) @compare
(binary_expression left: (_) @left right: (_) @right) @binary
(unary_expression operator: "!" operand: (_) @value) @not
(unary_expression operand: (_) @value) @unary
(cast_expression type: (_) @type value: (_) @value) @cast
