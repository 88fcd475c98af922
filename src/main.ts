// The page's entry: the tokens, and the elements, which register themselves.
import './ui/tokens.css';
import './ui/index';
