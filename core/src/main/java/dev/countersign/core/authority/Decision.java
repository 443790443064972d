package dev.countersign.core.authority;

import java.util.Set;
import java.util.stream.Collectors;

/** What an authority says about one call, and why. */
public sealed interface Decision {
    /** Whether the call may be made. */
    default boolean permitted() {
        return this instanceof Permitted;
    }

    /** Why, as one plain English sentence for the caller. It repeats no argument values of the call. */
    String reason();

    /** The call may be made. */
    record Permitted(Permission by) implements Decision {
        @Override
        public String reason() {
            return "A permission at " + by.location() + " covers the call.";
        }
    }

    /** The call may not be made. Of several permissions, the one that came nearest gives the reason. */
    sealed interface Denied extends Decision {}

    /** Nothing is permitted at this location. */
    record LocationNotGranted(String location) implements Denied {
        @Override
        public String reason() {
            return "Nothing is granted at " + location + ".";
        }
    }

    /** Something is permitted at this location, but no act of this class. */
    record ActionNotGranted(Access needed, Set<Access> granted) implements Denied {
        @Override
        public String reason() {
            String held = granted.stream().sorted().map(Access::wireName).collect(Collectors.joining(", "));
            return "The call needs " + needed.wireName() + " access; granted is " + held + ".";
        }
    }

    /** Acts of this class are permitted at this location, but only with other tools. */
    record ToolNotGranted(String tool) implements Denied {
        @Override
        public String reason() {
            return "The tool " + tool + " is not among the granted tools.";
        }
    }

    /** Single tools were granted, and this is no tool call. */
    record OnlyToolsGranted() implements Denied {
        @Override
        public String reason() {
            return "Only single tools are granted here, so nothing but these tools can be used.";
        }
    }

    /** The tool is permitted, but not with these arguments. */
    record ArgumentOutside(String tool, Pointer pointer, Constraint constraint, boolean missing) implements Denied {
        @Override
        public String reason() {
            if (constraint.isNothing()) {
                return "No arguments of the tool " + tool + " are permitted.";
            }
            return "The argument " + pointer.text() + " of the tool " + tool
                    + (missing ? " is missing; it must be " : " must be ") + describe() + ".";
        }

        private String describe() {
            return switch (constraint) {
                case Constraint.In in -> "one of " + String.join(", ", in.canonical());
                case Constraint.Under under -> "a plain absolute path under " + String.join(" or ", under.folders());
                case Constraint.Max max -> "a number up to " + max.limit().toPlainString();
            };
        }
    }
}
