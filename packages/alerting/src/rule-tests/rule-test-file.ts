import type { Labels, NativeHistogram, SeriesSamples } from '@kotoba/core';

/** Where an expectation stands in its file; both count from 1. */
export interface TestPlace {
  readonly line: number;
  readonly column: number;
}

/** An alert that is expected to fire. */
export interface ExpectedAlert {
  /** With `alertname`. */
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The alerts of one name expected to fire at a time. */
export interface AlertExpectation {
  readonly place: TestPlace;
  readonly alertname: string;
  readonly evalMillis: number;
  readonly alerts: readonly ExpectedAlert[];
}

/** A sample an expression is expected to give. */
export interface ExpectedSample {
  readonly labels: Labels;
  readonly value: number;
  readonly histogram?: NativeHistogram;
}

/** The samples an expression is expected to give at a time. */
export interface QueryExpectation {
  readonly place: TestPlace;
  readonly query: string;
  readonly evalMillis: number;
  readonly samples: readonly ExpectedSample[];
}

/** One test: series, and what rules make of them. */
export interface RuleTest {
  readonly name: string;
  readonly place: TestPlace;
  readonly series: readonly SeriesSamples[];
  readonly alertExpectations: readonly AlertExpectation[];
  readonly queryExpectations: readonly QueryExpectation[];
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalUrl: string;
}

/**
 * A file of tests for rules.
 * Source: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export interface RuleTestFile {
  /** Patterns of files, relative to the file of the tests. */
  readonly ruleFiles: readonly string[];
  readonly evaluationIntervalMillis: number;
  /** Groups in the order they are evaluated in; others come first. */
  readonly groupEvalOrder: readonly string[];
  /** Floats that differ in the last bit only are equal. */
  readonly isFuzzy: boolean;
  readonly tests: readonly RuleTest[];
}
