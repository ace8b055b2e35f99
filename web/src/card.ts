// The page with the model's card: text only, in the colours that a person has chosen.
import './style.css';
import { startThemes } from './theme';

startThemes();
