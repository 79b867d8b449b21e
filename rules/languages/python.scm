; Python's syntax as facts. The format is described in ../README.md; tree-sitter-python names the nodes.

(module) @module
(block) @block
(comment) @comment

; Imports
(import_statement name: (_) @item) @import
(import_from_statement module_name: (_) @path name: (_) @item) @import
(wildcard_import) @wildcard
(aliased_import name: (_) @path alias: (_) @alias) @import-item
(dotted_name) @dotted
(relative_import) @dotted
(future_import_statement) @skip

; Declarations
(function_definition name: (_) @name parameters: (_) @parameter return_type: (_) @result body: (_) @body) @function
(lambda parameters: (_) @parameter body: (_) @body) @function
(class_definition name: (_) @name superclasses: (_) @base-type body: (_) @body) @class
(decorated_definition (decorator) @decorator definition: (_) @definition) @decorated
(typed_parameter (identifier) @binding type: (_) @type) @parameter
(default_parameter name: (_) @binding value: (_) @default) @parameter
(typed_default_parameter name: (_) @binding type: (_) @type value: (_) @default) @parameter
(list_splat_pattern (identifier) @binding) @parameter
(dictionary_splat_pattern (identifier) @binding) @parameter
(generic_type (identifier) @base (type_parameter) @key) @index
(type_parameter) @collection

; Statements
(assignment left: (_) @target type: (_) @type right: (_) @value) @assign
(augmented_assignment left: (_) @target right: (_) @value) @update
(named_expression name: (_) @target value: (_) @value) @assign
(if_statement condition: (_) @condition consequence: (_) @then alternative: (_) @else
  (#match? @condition "^__name__ *==")) @main-block
(if_statement condition: (_) @condition consequence: (_) @then alternative: (_) @else) @branch
(elif_clause condition: (_) @condition consequence: (_) @then) @branch
(conditional_expression) @conditional
(for_statement left: (_) @target right: (_) @iterable body: (_) @body alternative: (_) @else) @loop
(while_statement condition: (true) @forever body: (_) @body alternative: (_) @else) @loop
(while_statement condition: (_) @condition body: (_) @body alternative: (_) @else) @loop
(for_in_clause left: (_) @target right: (_) @iterable) @for-each
(try_statement body: (_) @body (except_clause) @handler (else_clause) @else (finally_clause) @finally) @try
(except_clause value: (as_pattern) @caught-as (block) @body) @catch
(except_clause value: (_) @caught (block) @body) @catch
(with_statement (with_clause) @item body: (_) @body) @with
(as_pattern (as_pattern_target) @target (_) @value) @assign
(match_statement subject: (_) @condition body: (_) @body) @switch
(case_clause (case_pattern) @key guard: (_) @condition consequence: (_) @then) @case
(return_statement) @return
(raise_statement) @raise
(break_statement) @break
(continue_statement) @continue
(pass_statement) @nothing
(expression_statement (ellipsis)) @nothing
(expression_statement) @expression
(assert_statement) @expression
(delete_statement) @expression
(global_statement (identifier) @item) @global
(nonlocal_statement (identifier) @item) @global

; Expressions
(identifier) @name
(attribute object: (_) @base attribute: (_) @name) @member
(subscript value: (_) @base subscript: (_) @key) @index
(call function: (_) @callee arguments: (_) @argument) @call
(keyword_argument name: (_) @name value: (_) @value) @argument
(list_splat) @splat
(dictionary_splat) @keywords
(string (interpolation)) @template
(string) @string
(concatenated_string) @joined
(interpolation expression: (_) @value) @interpolation
(string_content) @skip
(integer) @number
(float) @number
(true) @boolean
(false) @boolean
(none) @null
(ellipsis) @null
(binary_operator left: (_) @left right: (_) @right) @binary
(boolean_operator left: (_) @left right: (_) @right) @logical
(comparison_operator) @compare
(not_operator argument: (_) @value) @not
(unary_operator argument: (_) @value) @unary
(list) @collection
(tuple) @collection
(set) @collection
(dictionary) @map
(pair key: (_) @key value: (_) @value) @pair
(list_comprehension body: (_) @body) @comprehension
(set_comprehension body: (_) @body) @comprehension
(generator_expression body: (_) @body) @comprehension
(dictionary_comprehension body: (_) @body) @comprehension
(yield) @yield
(await) @await
