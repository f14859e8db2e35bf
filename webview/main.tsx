import { render } from 'preact';
import { Dashboard } from './dashboard.tsx';
import './dashboard.css';
import 'uplot/dist/uPlot.min.css';
import { registerWidgets } from './toolkit.ts';

registerWidgets();
const place = document.getElementById('dashboard');
if (place) render(<Dashboard />, place);
