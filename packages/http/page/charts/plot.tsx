import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { ResolvedRange } from '../time/time-range.ts';

/** What a plot draws; the first column of `data` is the times. */
export interface PlotProps {
  readonly data: uPlot.AlignedData;
  /** Those of the values, without the times'. */
  readonly series: readonly uPlot.Series[];
  readonly range: ResolvedRange;
  readonly yRange: uPlot.Range.Function;
  readonly yAxis: uPlot.Axis;
  readonly bands?: readonly uPlot.Band[];
  /** Draws what are no lines. */
  readonly draw?: (plot: uPlot) => void;
  readonly height: number;
  /** Told of the moment under the pointer, as an index; undefined when there is none. */
  readonly onHover: (index: number | undefined) => void;
  readonly onZoom: (range: ResolvedRange) => void;
  /** A plot is made anew when this changes; else its data are exchanged. */
  readonly shape: string;
  /** What a screen reader says of the plot. */
  readonly label: string;
}

/** Plots with the same key share the crosshair. */
const CROSSHAIR = 'time';
const AXIS_FONT = '11px system-ui, sans-serif';
const LEAST_ZOOM_SECONDS = 2;

/** A colour of the style sheet, as it is now. */
export function themed(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

/** A plot over time, with a crosshair all plots share; dragging chooses a range. */
export function Plot(props: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useLayoutEffect(() => {
    const element = host.current!;
    const made = new uPlot(optionsOf(element.clientWidth, latest), latest.current.data, element);
    plot.current = made;
    const resized = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== made.width)
        made.setSize({ width: element.clientWidth, height: latest.current.height });
    });
    resized.observe(element);
    const recolour = () => made.redraw(false, true);
    addEventListener('themechange', recolour);
    return () => {
      removeEventListener('themechange', recolour);
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [props.shape, props.height]);

  useEffect(() => {
    if (plot.current !== undefined && plot.current.data !== props.data) plot.current.setData(props.data);
  }, [props.data, props.range]);

  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const made = plot.current;
    if (by === undefined || made === undefined) return;
    event.preventDefault();
    const last = made.data[0].length - 1;
    const index = Math.min(Math.max((made.cursor.idx ?? last) + by, 0), last);
    made.setCursor({ left: made.valToPos(made.data[0][index]!, 'x'), top: 0 });
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the crosshair
    <div ref={host} class="plot" role="img" aria-label={props.label} tabIndex={0} onKeyDown={step} />
  );
}

function optionsOf(width: number, latest: { readonly current: PlotProps }): uPlot.Options {
  const { series, yAxis, bands, height } = latest.current;
  const axis: uPlot.Axis = {
    font: AXIS_FONT,
    stroke: () => themed('--muted'),
    grid: { stroke: () => themed('--grid'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    series: [{}, ...series],
    bands: [...(bands ?? [])],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [latest.current.range.start, latest.current.range.end] },
      y: { range: (...given) => latest.current.yRange(...given) },
    },
    axes: [
      { ...axis, size: 28, values: timeValues },
      { ...axis, size: 62, ...yAxis },
    ],
    cursor: {
      sync: { key: CROSSHAIR, scales: ['x', null] },
      drag: { x: true, y: false, setScale: false },
      points: { show: series.length <= 20, size: 6 },
    },
    hooks: {
      draw: [(made) => latest.current.draw?.(made)],
      setCursor: [(made) => latest.current.onHover(made.cursor.idx ?? undefined)],
      setSelect: [
        (made) => {
          const { left, width: chosen } = made.select;
          if (chosen <= 0) return;
          const start = made.posToVal(left, 'x');
          const end = made.posToVal(left + chosen, 'x');
          made.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (end - start >= LEAST_ZOOM_SECONDS) latest.current.onZoom({ start, end });
        },
      ],
    },
  };
}

const DAY_SECONDS = 86_400;

/** Hours and minutes on a 24-hour clock; the date too where a tick begins a day or the range is long. */
function timeValues(
  _plot: uPlot,
  splits: number[],
  _axis: number,
  _space: number,
  increment: number,
): string[] {
  return splits.map((seconds) => {
    const moment = new Date(seconds * 1_000);
    const day = moment.toLocaleDateString(undefined, { month: 'numeric', day: 'numeric' });
    if (increment >= DAY_SECONDS) return day;
    const time = moment.toLocaleTimeString(undefined, {
      hour: '2-digit',
      minute: '2-digit',
      ...(increment < 60 && { second: '2-digit' }),
      hour12: false,
    });
    return time === '00:00' ? day : time;
  });
}
