; What TypeScript adds to JavaScript's syntax; ../languages/javascript.scm has the rest.

(abstract_class_declaration (decorator) @decorator name: (_) @name (class_heritage) @base-type body: (_) @body) @class
(interface_declaration name: (_) @name body: (_) @body) @class
(function_declaration name: (_) @name parameters: (_) @parameter return_type: (_) @result body: (_) @body) @function
(arrow_function parameters: (_) @parameter return_type: (_) @result body: (_) @body) @function
(method_definition name: (_) @name parameters: (_) @parameter return_type: (_) @result body: (_) @body) @function
(required_parameter pattern: (_) @binding type: (_) @type value: (_) @default) @parameter
(optional_parameter pattern: (_) @binding type: (_) @type value: (_) @default) @parameter
(public_field_definition name: (_) @binding type: (_) @type value: (_) @value) @field
(variable_declarator name: (_) @target type: (_) @type value: (_) @value) @assign
(class_declaration (decorator) @decorator name: (_) @name (class_heritage) @base-type body: (_) @body) @class
(type_parameters) @skip
(type_arguments) @collection
(generic_type name: (_) @base type_arguments: (_) @key) @index
(type_identifier) @name
(as_expression (_) @value (_) @type) @cast
(non_null_expression) @await
