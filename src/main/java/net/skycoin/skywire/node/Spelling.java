package net.skycoin.skywire.node;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which name a person meant. */
final class Spelling {
    /** Longer names are nobody's typing error. */
    private static final int LONGEST = 32;

    private Spelling() {}

    /**
     * The known name that differs least, when that is at most a third of its letters; else null.
     */
    static @Nullable String nearest(String typed, Collection<String> known) {
        if (typed.length() > LONGEST) {
            return null;
        }
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int distance = distance(typed.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < least && 3 * distance <= Math.max(3, name.length())) {
                best = name;
                least = distance;
            }
        }
        return best;
    }

    /** Levenshtein's: how many letters to insert, delete or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
