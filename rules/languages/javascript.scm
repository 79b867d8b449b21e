; JavaScript's syntax as facts. The format is described in ../README.md; tree-sitter-javascript names the nodes.

(program) @module
(statement_block) @block
(comment) @comment

; Imports
(import_statement (import_clause) @item source: (_) @path) @import
(import_statement source: (_) @path) @import
(namespace_import (identifier) @alias) @import-item
(import_specifier name: (_) @path alias: (_) @alias) @import-item
(export_statement (export_clause) @item "from" source: (_) @path) @export
(export_statement "default" declaration: (_) @value value: (_) @value) @export
(export_statement (export_clause)) @export
(export_specifier name: (_) @path alias: (_) @alias) @import-item
(namespace_export (_) @alias) @import-item

; Declarations
(function_declaration name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(generator_function_declaration name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(generator_function name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(function_expression name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(arrow_function parameter: (_) @parameter parameters: (_) @parameter body: (statement_block) @body) @function
(arrow_function parameter: (_) @parameter parameters: (_) @parameter body: (_) @returned) @function
(method_definition name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(class_declaration (decorator) @decorator name: (_) @name (class_heritage) @base-type body: (_) @body) @class
(class name: (_) @name (class_heritage) @base-type body: (_) @body) @class
(assignment_pattern left: (_) @binding right: (_) @default) @parameter
(rest_pattern (_) @binding) @variadic
(object_pattern) @unpack
(array_pattern) @unpack-list
(pair_pattern key: (_) @key value: (_) @value) @pair
(object_assignment_pattern left: (_) @value right: (_) @default) @pair
(shorthand_property_identifier_pattern) @name
(computed_property_name) @skip
(decorator) @annotation

; Statements
(variable_declarator name: (identifier) @target value: [(arrow_function) (function_expression) (generator_function)] @named-value) @assign
(variable_declarator name: (_) @target value: (_) @value) @assign
(assignment_expression left: [(identifier) (member_expression)] @target right: [(arrow_function) (function_expression) (generator_function)] @named-value) @assign
(assignment_expression left: (_) @target right: (_) @value) @assign
(augmented_assignment_expression left: (_) @target right: (_) @value) @update
(update_expression argument: (_) @target) @update
(if_statement condition: (_) @condition consequence: (_) @then alternative: (_) @else) @branch
(ternary_expression condition: (_) @condition consequence: (_) @then alternative: (_) @else) @conditional
(for_statement initializer: (_) @initializer condition: (_) @condition increment: (_) @update body: (_) @body) @loop
(for_in_statement left: (_) @target right: (_) @iterable body: (_) @body) @loop
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(try_statement body: (_) @body handler: (_) @handler finalizer: (_) @finally) @try
(catch_clause parameter: (_) @binding body: (_) @body) @catch
(switch_statement value: (_) @condition body: (_) @case) @switch
(switch_case value: (_) @key) @case
(switch_default) @default-case
(return_statement) @return
(throw_statement) @raise
(break_statement) @break
(continue_statement) @continue
(empty_statement) @nothing
(debugger_statement) @nothing
(labeled_statement label: (_) @skip) @labelled
(expression_statement) @expression

; Expressions
(identifier) @name
(this) @name
(super) @opaque
(import) @name
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
(regex) @string
(number) @number
(true) @boolean
(false) @boolean
(null) @null
(undefined) @null
(array) @collection
(object) @map
(pair key: (property_identifier) @key value: [(arrow_function) (function_expression) (generator_function)] @named-value) @pair
(pair key: (_) @key value: (_) @value) @pair
(binary_expression left: (_) @left operator: ["&&" "||" "??"] right: (_) @right) @logical
(binary_expression left: (_) @left operator: ["==" "!=" "===" "!==" "<" "<=" ">" ">=" "in" "instanceof"] right: (_) @right) @compare
(binary_expression left: (_) @left right: (_) @right) @binary
(unary_expression operator: "!" argument: (_) @value) @not
(unary_expression argument: (_) @value) @unary
