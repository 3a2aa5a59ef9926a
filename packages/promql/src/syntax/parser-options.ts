import type { FunctionSignature } from './ast.ts';

/** What the parser accepts beyond stable PromQL, as Prometheus' feature flags do. */
export interface ParserOptions {
  /** The functions that may be called, by name. */
  readonly functions: ReadonlyMap<string, FunctionSignature>;
  /** Experimental functions and aggregations (`limitk`, `limit_ratio`). Default: false. */
  readonly enableExperimentalFunctions?: boolean;
  /** Arithmetic in ranges and offsets: `[5m * 2]`, `offset step()`. Default: false. */
  readonly enableDurationExpressions?: boolean;
  /** `anchored` and `smoothed` after a selector. Default: false. */
  readonly enableExtendedRangeSelectors?: boolean;
  /** `fill`, `fill_left` and `fill_right` after a binary operator. Default: false. */
  readonly enableFillModifiers?: boolean;
  /** How deeply expressions may nest. Default: 300. */
  readonly maxDepth?: number;
}

/** {@link ParserOptions.maxDepth} when not given: far above what people write, far below what the stack holds. */
export const DEFAULT_MAX_DEPTH = 300;
