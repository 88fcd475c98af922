// The entry of both bench pages: the tokens, and the elements, which register themselves.
import '../../src/ui/tokens.css';
import './antipode-bench';
