/** ENTRY of Chrome's side panel and Firefox's sidebar: ask beside the page. */
import { mountScreen } from './screens/mount-screen';
import { SidePanelScreen } from './screens/side-panel/side-panel-screen';
import './screens/screens.css';

mountScreen(<SidePanelScreen />);
