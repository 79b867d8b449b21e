//! The words of `languages/*.scm`: what a node can be, and what it can be to its parent.

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum $name { $(#[doc = concat!("`", $word, "` in a language file.")] $variant,)* }

        impl $name {
            /// Returns the variant of a capture name.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// What a syntactic fact is.
    Kind {
        Module = "module", Document = "document", Block = "block", Package = "package",
        Import = "import", Export = "export", ImportItem = "import-item", Wildcard = "wildcard", Dotted = "dotted",
        Function = "function", Class = "class", Decorated = "decorated", Annotation = "annotation", Declaration = "declaration",
        Union = "union", Extension = "extension", Namespace = "namespace", ImportTree = "import-tree", Parameter = "parameter", FieldParameter = "field-parameter",
        Variadic = "variadic", Unpack = "unpack", UnpackList = "unpack-list", Field = "field", Embedded = "embedded", Global = "global",
        ListType = "list-type", FunctionType = "function-type",
        Assign = "assign", Update = "update", Branch = "branch", MainBlock = "main-block",
        Conditional = "conditional", Loop = "loop", ForeverLoop = "forever-loop", ForEach = "for-each",
        Clause = "clause", Try = "try", Catch = "catch", With = "with", Switch = "switch",
        Select = "select", Case = "case", DefaultCase = "default-case", Return = "return",
        Raise = "raise", Break = "break", Continue = "continue", Goto = "goto", Nothing = "nothing",
        Expression = "expression", Labelled = "labelled", Defer = "defer", Spawn = "spawn",
        Send = "send", Receive = "receive",
        Name = "name", Member = "member", Index = "index", Slice = "slice", Call = "call", MethodCall = "method-call",
        Construct = "construct", Argument = "argument", Splat = "splat", Keywords = "keywords", Template = "template",
        String = "string", Joined = "joined", Interpolation = "interpolation", Number = "number",
        Boolean = "boolean", Null = "null", Binary = "binary", Logical = "logical",
        Compare = "compare", Not = "not", Unary = "unary", Collection = "collection", Map = "map",
        Pair = "pair", Pattern = "pattern", Guarded = "guarded", Propagate = "propagate", Literal = "literal", Comprehension = "comprehension", AwaitedCall = "awaited-call", Yield = "yield",
        Await = "await", Cast = "cast", Alias = "alias", Tokens = "tokens", Opaque = "opaque", Comment = "comment", Skip = "skip",
    }
}

words! {
    /// What a node is to its parent.
    Part {
        None = "none", Name = "name", Item = "item", Path = "path", PathAlias = "alias",
        Parameter = "parameter", Result = "result", Body = "body", Returned = "returned",
        BaseType = "base-type", Decorator = "decorator", Definition = "definition",
        Binding = "binding", Type = "type", Default = "default", Receiver = "receiver",
        Target = "target", Value = "value", NamedValue = "named-value", Condition = "condition", Then = "then", Else = "else",
        Iterable = "iterable", Handler = "handler", Finally = "finally", Caught = "caught",
        CaughtAs = "caught-as", Key = "key", Base = "base", Callee = "callee",
        Argument = "argument", Left = "left", Right = "right", Element = "element",
        Initializer = "initializer", Update = "update", Case = "case", Forever = "forever",
        Skip = "skip",
    }
}
