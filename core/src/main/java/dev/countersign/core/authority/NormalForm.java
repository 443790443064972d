package dev.countersign.core.authority;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Builds the one normal form of a set of permissions: none covered by another, none empty, sorted. */
final class NormalForm {
    /** Bounds the work that two hostile authorities of legal size can cause. */
    static final int MAX_SIZE = 256;

    private final List<Permission> widest = new ArrayList<>();

    static List<Permission> of(Collection<Permission> permissions) {
        NormalForm form = new NormalForm();
        permissions.forEach(form::add);
        return form.sorted();
    }

    static List<Permission> ofMeets(Collection<Permission> left, Collection<Permission> right) {
        NormalForm form = new NormalForm();
        for (Permission mine : left) {
            for (Permission theirs : right) {
                mine.meet(theirs).ifPresent(form::add);
            }
        }
        return form.sorted();
    }

    private void add(Permission candidate) {
        if (candidate.isNothing() || widest.stream().anyMatch(candidate::narrows)) {
            return;
        }
        widest.removeIf(covered -> covered.narrows(candidate));
        widest.add(candidate);
        if (widest.size() > MAX_SIZE) {
            throw new InvalidAuthority(
                    "", "more than " + MAX_SIZE + " permissions", "name fewer and wider permissions");
        }
    }

    private List<Permission> sorted() {
        widest.sort(Comparator.comparing(Permission::location).thenComparing(AuthorityWriter::canonical));
        return List.copyOf(widest);
    }
}
