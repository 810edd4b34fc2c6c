import { mountScreen } from './screens/mount-screen';

mountScreen(<main>AskOnce</main>);
