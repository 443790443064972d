package dev.countersign.cli.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the parameters of a {@code Bearer} or {@code DPoP} challenge (RFC 9110 §11.6.1, RFC 9728 §5.1). */
public final class AuthenticateHeader {
    private static final Pattern SCHEME =
            Pattern.compile("(?:^|,)\\s*(Bearer|DPoP)(?=\\s|,|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER =
            Pattern.compile("\\G\\s*,?\\s*([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

    private AuthenticateHeader() {}

    /** The parameters of the first challenge with one of these schemes; empty when there is none. */
    public static Map<String, String> parameters(List<String> headers) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String header : headers) {
            Matcher scheme = SCHEME.matcher(header);
            if (found.isEmpty() && scheme.find()) {
                Matcher parameter = PARAMETER.matcher(header).region(scheme.end(), header.length());
                while (parameter.find()) {
                    String quoted = parameter.group(2);
                    found.putIfAbsent(
                            parameter.group(1).toLowerCase(Locale.ROOT),
                            quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
                }
            }
        }
        return found;
    }
}
