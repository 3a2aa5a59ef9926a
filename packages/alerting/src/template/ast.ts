/** Where a node begins in its template's text. */
interface Placed {
  readonly offset: number;
}

/** `$x`, and the fields behind it. */
export interface VariableNode extends Placed {
  readonly type: 'variable';
  /** With its dollar sign; `$` alone is the data the template was begun with. */
  readonly name: string;
  readonly fields: readonly string[];
}

/** `.a.b`, or `.` alone without fields. */
export interface FieldNode extends Placed {
  readonly type: 'field';
  readonly fields: readonly string[];
}

/** `(pipeline).a.b`. */
export interface ParenNode extends Placed {
  readonly type: 'paren';
  readonly pipeline: PipelineNode;
  readonly fields: readonly string[];
}

/** A constant. Whole numbers are bigints, others are floats, as Go tells them apart. */
export interface LiteralNode extends Placed {
  readonly type: 'literal';
  readonly value: string | number | bigint | boolean | null;
}

/** The name of a function; its arguments are those of the command it begins. */
export interface FunctionNode extends Placed {
  readonly type: 'function';
  readonly name: string;
}

export type OperandNode = VariableNode | FieldNode | ParenNode | LiteralNode | FunctionNode;

/** Operands separated by spaces: the first may be called with the others. */
export interface CommandNode extends Placed {
  readonly operands: readonly OperandNode[];
}

/** Commands separated by `|`, and the variables that take the result. */
export interface PipelineNode extends Placed {
  readonly variables: readonly string[];
  /** `=` rather than `:=`. */
  readonly isAssignment: boolean;
  readonly commands: readonly CommandNode[];
}

export type TemplateNode =
  | (Placed & { readonly type: 'text'; readonly text: string })
  | (Placed & { readonly type: 'action'; readonly pipeline: PipelineNode })
  | (Placed & {
      readonly type: 'if' | 'with' | 'range';
      readonly pipeline: PipelineNode;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    })
  | (Placed & {
      readonly type: 'template';
      readonly name: string;
      readonly pipeline: PipelineNode | undefined;
    })
  | (Placed & { readonly type: 'break' | 'continue' });

/** A template that was read, with those it defines. */
export interface ParsedTemplate {
  readonly name: string;
  readonly text: string;
  readonly nodes: readonly TemplateNode[];
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}
