import { visit } from './scenario';
import { startWebKit } from './webkit';

visit('WebKitGTK', startWebKit);
