package dev.countersign.core.authority;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The one normal form of a set of permissions: none covered by another, none empty, sorted. */
final class NormalForm {
    /** Bounds the work that two hostile authorities of legal size can cause. */
    static final int MAX_SIZE = 512;

    private NormalForm() {}

    static List<Permission> of(Collection<Permission> permissions) {
        List<Permission> widest = new ArrayList<>();
        for (Permission candidate : permissions) {
            if (!candidate.isNothing() && widest.stream().noneMatch(candidate::narrows)) {
                widest.removeIf(covered -> covered.narrows(candidate));
                widest.add(candidate);
                if (widest.size() > MAX_SIZE) {
                    throw new InvalidAuthority(
                            "", "more than " + MAX_SIZE + " permissions", "name fewer and wider permissions");
                }
            }
        }
        widest.sort(Comparator.comparing(Permission::location).thenComparing(AuthorityWriter::canonical));
        return List.copyOf(widest);
    }
}
