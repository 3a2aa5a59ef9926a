import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import { App } from './frame/app.tsx';
import { applyTheme, storedTheme } from './frame/theme.ts';
import './styles/base.css';
import './styles/frame.css';
import './styles/panels.css';
import './styles/views.css';

applyTheme(storedTheme());
render(<App />, document.getElementById('app')!);
