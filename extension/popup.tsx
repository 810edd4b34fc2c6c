/** ENTRY of the popup behind the toolbar button: this site, the connection, today. */
import { mountScreen } from './screens/mount-screen';
import { PopupScreen } from './screens/popup/popup-screen';
import './screens/screens.css';

mountScreen(<PopupScreen />);
