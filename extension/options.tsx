/** ENTRY of the options, in a tab: sites and their policies, pairing, log, settings file. */
import { mountScreen } from './screens/mount-screen';
import { OptionsScreen } from './screens/options/options-screen';
import './screens/screens.css';

mountScreen(<OptionsScreen />);
