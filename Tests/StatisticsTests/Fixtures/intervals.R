# Writes intervals.json: what survreg of R's package survival says about times in intervals.
#
#   apt-get install r-cran-survival && Rscript intervals.R > intervals.json
#
# Four kinds of times in one sample: exact, in an interval, from 0, and censored.
library(survival)
set.seed(20250102)
n <- 120
a <- rnorm(n); b <- runif(n, 2, 5); group <- rep(0:2, length.out = n)
time <- exp(3 - 0.9 * a + 0.4 * b + 0.3 * group + 0.5 * rnorm(n))
grid <- c(0, 2^(0:14))
lower <- grid[findInterval(time, grid)]; upper <- grid[findInterval(time, grid) + 1]
exact <- seq_len(n) %% 5 == 0
lower[exact] <- time[exact]; upper[exact] <- time[exact]
bound <- quantile(time, 0.75)
late <- time > bound
lower[late] <- bound; upper[late] <- Inf
early <- seq_len(n) %% 7 == 0 & !late
lower[early] <- 0
numbers <- function(x) paste0("[", paste(ifelse(is.infinite(x), "null", sprintf("%.17g", x)), collapse = ", "), "]")
response <- Surv(ifelse(lower == 0, NA, lower), ifelse(is.infinite(upper), NA, upper), type = "interval2")
fit <- function(distribution) {
  model <- survreg(response ~ a + b + factor(group), dist = distribution,
                   control = survreg.control(rel.tolerance = 1e-14, maxiter = 200))
  sprintf('{"family": "%s", "coefficients": %s, "log_scale": %.17g, "errors": %s, "log_likelihood": %.17g}',
          if (distribution == "weibull") "Weibull" else "log-normal", numbers(coef(model)),
          log(model$scale), numbers(sqrt(diag(vcov(model)))), model$loglik[2])
}
cat(sprintf('{"a": %s,\n "b": %s,\n "group": %s,\n "lower": %s,\n "upper": %s,\n "fits": [\n  %s,\n  %s]}\n',
            numbers(a), numbers(b), numbers(group), numbers(lower), numbers(upper),
            fit("lognormal"), fit("weibull")))
