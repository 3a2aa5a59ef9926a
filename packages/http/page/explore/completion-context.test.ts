import { describe, expect, it } from '@jest/globals';
import { completionContext } from './completion-context.ts';

/** The context at `|`. */
const at = (marked: string) => completionContext(marked.replace('|', ''), marked.indexOf('|'));

describe('completion', () => {
  it('offers metrics and functions where an expression may stand', () => {
    expect(at('|')).toEqual({ kind: 'expression', from: 0, prefix: '' });
    expect(at('sum(rat|')).toEqual({ kind: 'expression', from: 4, prefix: 'rat' });
    expect(at('up + kotoba_db|')).toEqual({ kind: 'expression', from: 5, prefix: 'kotoba_db' });
  });

  it('offers label names within braces, of the metric before them', () => {
    expect(at('rate(http_total{|')).toEqual({
      kind: 'labelName',
      from: 16,
      prefix: '',
      metric: 'http_total',
    });
    expect(at('http_total{code="200", meth|')).toEqual({
      kind: 'labelName',
      from: 23,
      prefix: 'meth',
      metric: 'http_total',
    });
  });

  it('offers nothing between a label name and its value', () => {
    expect(at('up{job|')).toMatchObject({ kind: 'labelName' });
    expect(at('up{job=|')).toBeUndefined();
    expect(at('up{job="a"|')).toBeUndefined();
  });

  it('offers values of the label whose string is open', () => {
    expect(at('up{job="ap|')).toEqual({
      kind: 'labelValue',
      from: 8,
      prefix: 'ap',
      metric: 'up',
      label: 'job',
    });
    expect(at('up{a="}", job=~"x\\"|')).toMatchObject({ kind: 'labelValue', label: 'job' });
  });

  it('offers label names after by, without and on, of the metric that follows', () => {
    expect(at('sum by (|) (rate(http_total[5m]))')).toEqual({
      kind: 'labelName',
      from: 8,
      prefix: '',
      metric: 'http_total',
    });
    expect(at('a / on(ins|')).toMatchObject({ kind: 'labelName', prefix: 'ins' });
  });

  it('offers durations within brackets', () => {
    expect(at('rate(up[5|')).toEqual({ kind: 'duration', from: 8, prefix: '5' });
  });

  it('offers nothing in comments, strings of functions and numbers', () => {
    expect(at('up # com|')).toBeUndefined();
    expect(at('label_replace(up, "a|')).toBeUndefined();
    expect(at('up > 5e|')).toBeUndefined();
  });
});
