package dev.countersign.core.json;

import java.math.BigDecimal;
import java.util.stream.Stream;

/** ECMAScript's Number::toString in radix 10, as RFC 8785 §3.2.2.3 asks for. */
final class EcmaScriptNumber {
    private EcmaScriptNumber() {}

    /** The shortest decimal that reads back as {@code value}, which must be finite. */
    static String format(double value) {
        if (value == 0) {
            return "0";
        }
        if (value < 0) {
            return "-" + format(-value);
        }
        BigDecimal shortest = shortest(value);
        String digits = shortest.unscaledValue().toString();
        int k = digits.length();
        int n = k - shortest.scale(); // the decimal point stands after n digits
        if (k <= n && n <= 21) {
            return digits + "0".repeat(n - k);
        }
        if (0 < n && n <= 21) {
            return digits.substring(0, n) + "." + digits.substring(n);
        }
        if (-6 < n && n <= 0) {
            return "0." + "0".repeat(-n) + digits;
        }
        String exponent = (n > 0 ? "e+" : "e-") + Math.abs(n - 1);
        return k == 1 ? digits + exponent : digits.charAt(0) + "." + digits.substring(1) + exponent;
    }

    private static BigDecimal shortest(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (decimal.precision() != 2) {
            return decimal;
        }
        // Java never writes fewer than two digits, so it may prefer 4.9E-324 to the shorter 5e-324.
        BigDecimal ten = BigDecimal.valueOf(1, decimal.scale() - 1);
        BigDecimal down = decimal.subtract(decimal.remainder(ten));
        BigDecimal up = down.add(ten);
        boolean downFirst = decimal.subtract(down).compareTo(up.subtract(decimal)) <= 0;
        return Stream.of(downFirst ? down : up, downFirst ? up : down)
                .filter(oneDigit -> oneDigit.doubleValue() == value)
                .findFirst()
                .orElse(decimal)
                .stripTrailingZeros();
    }
}
