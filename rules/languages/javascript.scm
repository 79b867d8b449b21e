; JavaScript's syntax as facts. The format is described in ../README.md; tree-sitter-javascript names the nodes.

(program) @module
(statement_block) @block
(comment) @comment

; Imports
(import_statement (import_clause) @item source: (_) @path) @import
(import_statement source: (_) @path) @import
(namespace_import (identifier) @path) @import-item
(import_specifier name: (_) @path alias: (_) @alias) @import-item

; Declarations
(function_declaration name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(generator_function_declaration name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(function_expression name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(arrow_function parameter: (_) @parameter body: (_) @body) @function
(arrow_function parameters: (_) @parameter body: (_) @body) @function
(method_definition name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(class_declaration (decorator) @decorator name: (_) @name (class_heritage) @base-type body: (_) @body) @class
(class name: (_) @name (class_heritage) @base-type body: (_) @body) @class
(decorator) @annotation

; Statements
(variable_declarator name: (_) @target value: (_) @value) @assign
(assignment_expression left: (_) @target right: (_) @value) @assign
(augmented_assignment_expression left: (_) @target right: (_) @value) @update
(if_statement condition: (_) @condition consequence: (_) @then alternative: (_) @else) @branch
(ternary_expression condition: (_) @condition consequence: (_) @then alternative: (_) @else) @conditional
(for_statement initializer: (_) @initializer condition: (_) @condition increment: (_) @update body: (_) @body) @loop
(for_in_statement left: (_) @target right: (_) @iterable body: (_) @body) @loop
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(try_statement body: (_) @body handler: (_) @handler finalizer: (_) @finally) @try
(catch_clause parameter: (_) @binding body: (_) @body) @catch
(switch_statement value: (_) @condition (switch_body) @body) @switch
(switch_case value: (_) @key) @case
(switch_default) @default-case
(return_statement) @return
(throw_statement) @raise
(break_statement) @break
(continue_statement) @continue
(empty_statement) @nothing
(expression_statement) @expression

; Expressions
(identifier) @name
(this) @name
(super) @name
(property_identifier) @name
(private_property_identifier) @name
(shorthand_property_identifier) @name
(member_expression object: (_) @base property: (_) @name) @member
(subscript_expression object: (_) @base index: (_) @key) @index
(call_expression function: (_) @callee arguments: (_) @argument) @call
(new_expression constructor: (_) @callee arguments: (_) @argument) @call
(await_expression) @await
(yield_expression) @yield
(spread_element) @splat
(template_string (template_substitution)) @template
(template_string) @string
(template_substitution (_) @value) @interpolation
(string) @string
(number) @number
(true) @boolean
(false) @boolean
(null) @null
(undefined) @null
(array) @collection
(object) @map
(pair key: (_) @key value: (_) @value) @pair
(binary_expression left: (_) @left operator: "&&" right: (_) @right) @logical
(binary_expression left: (_) @left operator: "||" right: (_) @right) @logical
(binary_expression left: (_) @left operator: "??" right: (_) @right) @logical
(binary_expression left: (_) @left operator: ["==" "!=" "===" "!==" "<" "<=" ">" ">="] right: (_) @right) @compare
(binary_expression left: (_) @left right: (_) @right) @binary
(unary_expression operator: "!" argument: (_) @value) @not
(unary_expression argument: (_) @value) @unary
