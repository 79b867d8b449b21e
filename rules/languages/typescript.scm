; What TypeScript adds to JavaScript's syntax; ../languages/javascript.scm has the rest.

; Imports
(import_statement (import_require_clause)) @clause
(import_require_clause (identifier) @alias source: (_) @path) @import

(export_statement "=" (_) @default) @export

; Declarations
(abstract_class_declaration (decorator) @decorator name: (_) @name (class_heritage) @base-type body: (_) @body) @class
(class_declaration (decorator) @decorator name: (_) @name (class_heritage) @base-type body: (_) @body) @class
(interface_declaration name: (_) @name (extends_type_clause) @base-type body: (_) @body) @class
(type_alias_declaration name: (_) @name value: (_) @definition) @class
(object_type) @class
(implements_clause) @skip
(method_signature name: (_) @name return_type: (_) @result) @function
(abstract_method_signature name: (_) @name return_type: (_) @result) @function
(property_signature name: (_) @binding type: (_) @type) @field
(enum_declaration name: (_) @name body: (_) @body) @class
(enum_assignment name: (_) @target value: (_) @value) @assign
(function_declaration name: (_) @name parameters: (_) @parameter return_type: (_) @result body: (_) @body) @function
(function_signature) @skip
(call_signature) @skip
(construct_signature) @skip
(index_signature) @skip
(arrow_function parameter: (_) @parameter parameters: (_) @parameter return_type: (_) @result body: (statement_block) @body) @function
(arrow_function parameter: (_) @parameter parameters: (_) @parameter return_type: (_) @result body: (_) @returned) @function
(method_definition name: (_) @name parameters: (_) @parameter return_type: (_) @result body: (_) @body) @function
(required_parameter (accessibility_modifier) pattern: (_) @binding type: (_) @type value: (_) @default) @field-parameter
(required_parameter pattern: (rest_pattern)) @clause
(required_parameter pattern: (_) @binding type: (_) @type value: (_) @default) @parameter
(optional_parameter (accessibility_modifier) pattern: (_) @binding type: (_) @type value: (_) @default) @field-parameter
(optional_parameter pattern: (_) @binding type: (_) @type value: (_) @default) @parameter
(public_field_definition name: (_) @target type: (_) @type value: [(arrow_function) (function_expression)] @named-value) @assign
(public_field_definition name: (_) @target type: (_) @type value: (_) @value) @assign
(variable_declarator name: (identifier) @target type: (_) @type value: [(arrow_function) (function_expression)] @named-value) @assign
(variable_declarator name: (_) @target type: (_) @type value: (_) @value) @assign
(ambient_declaration) @skip

; Types
(type_parameters) @skip
(type_arguments) @collection
(generic_type name: (_) @base type_arguments: (_) @key) @index
(type_identifier) @name
(nested_type_identifier module: (_) @base name: (_) @name) @member
(nested_identifier object: (_) @base property: (_) @name) @member
(array_type (_) @element) @list-type
(union_type (_) @left) @binary
(intersection_type (_) @left) @binary
(function_type) @skip
(constructor_type) @skip
(literal_type) @skip
(lookup_type) @skip
(conditional_type) @skip
(tuple_type) @skip
(template_literal_type) @skip
(index_type_query) @skip
(type_query) @skip
(type_predicate_annotation) @skip
(asserts_annotation) @skip


; Expressions
(as_expression (_) @value [(type_identifier) (nested_type_identifier) (generic_type) (array_type) (union_type) (intersection_type) (object_type) (function_type) (literal_type) (lookup_type) (conditional_type) (tuple_type) (type_query) (predefined_type) (readonly_type) (parenthesized_type)] @type) @cast
(satisfies_expression (_) @value [(type_identifier) (nested_type_identifier) (generic_type) (array_type) (union_type) (intersection_type) (object_type) (function_type) (literal_type) (lookup_type) (conditional_type) (tuple_type) (type_query) (predefined_type) (readonly_type) (parenthesized_type)] @skip) @await
(non_null_expression (_) @value) @await
(call_expression function: (await_expression) @callee type_arguments: (_) @skip arguments: (_) @argument) @awaited-call
(call_expression function: (_) @callee type_arguments: (_) @skip arguments: (_) @argument) @call
(new_expression constructor: (_) @callee type_arguments: (_) @skip arguments: (_) @argument) @call
