import { expect, it } from '@jest/globals';
import { formatOpenMetricsFloat } from '../functions/format-open-metrics-float.ts';
import { formatFloat } from './format-float.ts';

it.each([
  [1, '1'],
  [-0, '-0'],
  [0.1, '0.1'],
  [1e21, '1000000000000000000000'],
  [-1.25e22, '-12500000000000000000000'],
  [1e-7, '0.0000001'],
  [-1.5e-9, '-0.0000000015'],
  [1.2345678901234567e20, '123456789012345670000'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
  [Number.NaN, 'NaN'],
])('%d is written %s, without an exponent', (value, expected) => {
  expect(formatFloat(value)).toBe(expected);
});

it.each([
  [1, '1.0'],
  [0.99, '0.99'],
  [-3, '-3.0'],
  [1e21, '1e+21'],
  [Infinity, '+Inf'],
])('%d is the label value %s', (value, expected) => {
  expect(formatOpenMetricsFloat(value)).toBe(expected);
});
