// Package acceptance holds only tests. They build the default site as its
// owner would, once a run, and judge what readers get: the parsed pages, the
// figures behind them, and the pages in a real browser.
package acceptance
