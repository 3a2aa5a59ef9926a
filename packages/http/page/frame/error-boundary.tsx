import { Component, type ComponentChildren } from 'preact';
import { textOf } from '../api/use-answer.ts';

/** Keeps the rest of the page when a view fails. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { problem?: string }> {
  override state: { problem?: string } = {};

  static override getDerivedStateFromError(error: unknown): { problem: string } {
    return { problem: textOf(error) };
  }

  render() {
    if (this.state.problem === undefined) return this.props.children;
    return (
      <p class="problem" role="alert">
        This view failed: {this.state.problem}
      </p>
    );
  }
}
