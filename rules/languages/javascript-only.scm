; What only JavaScript's own grammar has; ../languages/javascript.scm has the rest.

(field_definition property: (_) @target value: (_) @value) @assign
(method_definition (decorator) @decorator name: (_) @name parameters: (_) @parameter body: (_) @body) @function
