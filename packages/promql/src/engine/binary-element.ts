import type { NativeHistogram } from '@kotoba/core';
import { divideHistogram, scaleHistogram } from '../histogram/arithmetic.ts';
import { compacted } from '../histogram/bucket-layout.ts';
import { equalHistograms } from '../histogram/equal-histograms.ts';
import { trimHistogram } from '../histogram/trim-histogram.ts';
import type { BinaryExpression } from '../syntax/ast.ts';
import { infoText } from './annotation-texts.ts';
import type { Annotations } from './annotations.ts';
import type { ColumnBuilder } from './column-builder.ts';
import {
  type ArithmeticOperator,
  arithmetic,
  comparison,
  isArithmetic,
  isComparison,
} from './float-operators.ts';
import { addPair, subtractPair } from './histogram-pairs.ts';
import { ABSENT, type Columns, HISTOGRAM } from './value.ts';

/** A sample of either kind. */
export type Element = number | NativeHistogram;

/** The operator applied to one pair: the value, and whether a comparison keeps it. Nothing when the types do not fit. */
export interface ElementResult {
  readonly value: Element;
  readonly keep: boolean;
}

/** The sample of `columns` at `step`; nothing when absent. */
export function elementAt(columns: Columns, step: number): Element | undefined {
  const kind = columns.kinds[step]!;
  if (kind === ABSENT) return undefined;
  return kind === HISTOGRAM ? columns.histograms![step]! : columns.values[step]!;
}

/** Writes an element where it belongs. */
export function setElement(builder: ColumnBuilder, step: number, value: Element): void {
  if (typeof value === 'number') builder.setFloat(step, value);
  else builder.setHistogram(step, value);
}

/** Applies an operator to one pair of samples, either of which may be a histogram. */
export function applyToElements(
  node: BinaryExpression,
  left: Element,
  right: Element,
  annotations: Annotations,
): ElementResult | undefined {
  const { operator } = node;
  const isFloats = typeof left === 'number' && typeof right === 'number';
  if (isFloats && isArithmetic(operator)) return { value: arithmetic[operator](left, right), keep: true };
  if (isFloats && isComparison(operator)) return { value: left, keep: comparison[operator](left, right) };
  const value = isComparison(operator)
    ? equality(operator, left, right)
    : histogramArithmetic(node, operator as ArithmeticOperator | '</' | '>/', left, right, annotations);
  if (value !== undefined)
    return typeof value === 'object' && 'keep' in value ? value : { value, keep: true };
  if (value === undefined && !wasTried(operator, left, right)) {
    annotations.info(
      infoText.incompatibleTypesInBinaryOperator(typeName(left), operator, typeName(right)),
      node.position,
    );
  }
  return undefined;
}

function typeName(element: Element): string {
  return typeof element === 'number' ? 'float' : 'histogram';
}

/** Two histograms that could not be added were annotated by the attempt itself. */
function wasTried(operator: string, left: Element, right: Element): boolean {
  return (operator === '+' || operator === '-') && typeof left === 'object' && typeof right === 'object';
}

function equality(operator: string, left: Element, right: Element): ElementResult | undefined {
  if (typeof left === 'number' || typeof right === 'number') return undefined;
  if (operator !== '==' && operator !== '!=') return undefined;
  return { value: left, keep: equalHistograms(left, right) === (operator === '==') };
}

function histogramArithmetic(
  node: BinaryExpression,
  operator: ArithmeticOperator | '</' | '>/',
  left: Element,
  right: Element,
  annotations: Annotations,
): NativeHistogram | undefined {
  if (typeof left === 'object' && typeof right === 'object') {
    if (operator === '+') return addPair(left, right, annotations, node.position);
    if (operator === '-') return subtractPair(left, right, annotations, node.position);
    return undefined;
  }
  if (typeof right === 'object')
    return operator === '*' ? compacted(scaleHistogram(right, left as number)) : undefined;
  if (typeof left === 'number') return undefined;
  switch (operator) {
    case '*':
      return compacted(scaleHistogram(left, right));
    case '/':
      return compacted(divideHistogram(left, right));
    case '</':
      return trimHistogram(left, right, 'upper');
    case '>/':
      return trimHistogram(left, right, 'lower');
    default:
      return undefined;
  }
}
