"use strict";
// The plane of a picture. A point is [x, y], read as the complex number x + yi; a turn with scale and shift,
// p -> a p + b (never a reflection), is {a, b}.
(() => {
  const plus = (p, q) => [p[0] + q[0], p[1] + q[1]];
  const minus = (p, q) => [p[0] - q[0], p[1] - q[1]];
  const times = (p, q) => [p[0] * q[0] - p[1] * q[1], p[0] * q[1] + p[1] * q[0]];
  const square = (p) => p[0] * p[0] + p[1] * p[1];
  const mean = (points) => points.reduce(plus, [0, 0]).map((sum) => sum / points.length);

  const at = (to, p) => plus(times(to.a, p), to.b);
  const after = (second, first) => ({ a: times(second.a, first.a), b: at(second, first.b) });
  const inverse = (to) => {
    const a = [to.a[0] / square(to.a), -to.a[1] / square(to.a)];
    return { a, b: times([-1, 0], times(a, to.b)) };
  };
  const about = (centre, a) => ({ a, b: minus(centre, times(a, centre)) });
  const turned = (degrees) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];

  // The turn, scale and shift with the least sum of squares |a p + b - q|^2 over pairs of points: with both sets
  // moved to their means, a = sum(conj(p) q) / sum(|p|^2). Over the plane this is what Umeyama (IEEE
  // PAMI 13, 1991) gives when reflections are ruled out. Null where the points do not decide it.
  const fit = (from, to) => {
    if (from.length !== to.length || from.length < 2) return null;
    const [p0, q0] = [mean(from), mean(to)];
    let sum = [0, 0];
    let spread = 0;
    from.forEach((point, i) => {
      const p = minus(point, p0);
      sum = plus(sum, times([p[0], -p[1]], minus(to[i], q0)));
      spread += square(p);
    });
    if (!(spread > 0) || !(square(sum) > 0)) return null;
    const a = [sum[0] / spread, sum[1] / spread];
    return { a, b: minus(q0, times(a, p0)) };
  };

  window.nomina.plane = { plus, minus, times, square, at, after, inverse, about, turned, fit };
})();
