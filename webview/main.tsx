import { render } from 'preact';
import { Dashboard } from './dashboard.tsx';
import './dashboard.css';
import 'uplot/dist/uPlot.min.css';
import { speakAsTheEditor } from './speech.ts';
import { registerWidgets } from './toolkit.ts';

speakAsTheEditor();
registerWidgets();
const place = document.getElementById('dashboard');
if (place) render(<Dashboard />, place);
