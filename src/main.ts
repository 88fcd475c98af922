// The page's entry: the tokens, the elements, which register themselves, and the way to the bench, which src does not know.
import './ui/tokens.css';
import './ui/index';

document.querySelector('antipode-app')!.openBench = async (peers) => {
  await import('../bench/ui/antipode-bench');
  return Object.assign(document.createElement('antipode-bench'), { peers });
};
