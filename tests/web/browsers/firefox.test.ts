import { startFirefox } from './firefox';
import { visit } from './scenario';

visit('Firefox', startFirefox);
