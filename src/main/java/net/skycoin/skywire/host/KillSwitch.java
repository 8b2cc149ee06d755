package net.skycoin.skywire.host;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The sets of the static firewall (table {@code inet skywire}) that the daemon fills. Every change
 * is one transaction of the kernel's. At the end of the daemon the sets stay as they are.
 */
public final class KillSwitch {
    private static final String TABLE = "inet skywire";

    /** How the firewall is loaded. */
    public enum State {
        /** There is no such table. */
        ABSENT,
        /** For a relay or an exit: the machine's own packets are not judged. */
        OUTPUT_ACCEPT,
        /** For a router: the machine's own packets leave only through the tunnel. */
        OUTPUT_DROP
    }

    /** The sets, with what an element of each looks like. */
    public enum NamedSet {
        LAN(Element.INTERFACE),
        GUESTS(Element.INTERFACE),
        UPLINK(Element.INTERFACE),
        LINK_PORTS(Element.PORT),
        LINK_TCP_PORTS(Element.PORT),
        MESH_TCP(Element.PORT),
        MESH_UDP(Element.PORT),
        EXIT_UPLINK(Element.INTERFACE),
        EXIT_ALLOWED4(Element.PREFIX4),
        EXIT_ALLOWED6(Element.PREFIX6),
        LEASES4(Element.PREFIX4),
        LEASES6(Element.PREFIX6);

        private final Element element;

        NamedSet(Element element) {
            this.element = element;
        }

        String setName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Nothing that means something else to nft gets through to it. */
    private enum Element {
        INTERFACE("[A-Za-z0-9_.-]{1,15}"),
        PORT("[0-9]{1,5}"),
        PREFIX4("[0-9.]{7,15}(/[0-9]{1,2})?"),
        PREFIX6("[0-9a-fA-F:.]{2,45}(/[0-9]{1,3})?");

        private final Pattern pattern;

        Element(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }

        String format(String value) {
            if (!pattern.matcher(value).matches()) {
                throw new IllegalArgumentException("\"" + value + "\" is no " + name());
            }
            return this == INTERFACE ? "\"" + value + "\"" : value;
        }
    }

    private final HostCommands commands;

    public KillSwitch(HostCommands commands) {
        this.commands = commands;
    }

    /** Whether and how the firewall is loaded. */
    public State state() throws HostException {
        try {
            String chain = commands.run("nft", "list", "chain", "inet", "skywire", "output");
            return chain.contains("policy drop") ? State.OUTPUT_DROP : State.OUTPUT_ACCEPT;
        } catch (HostException e) {
            if (e.reason() == HostException.Reason.FAILED && e.words().contains("No such file")) {
                return State.ABSENT;
            }
            throw e;
        }
    }

    /** Refuses, with a sentence, when the firewall is not there as the roles need it. */
    public void require(boolean router) throws HostException {
        State state = state();
        if (state == State.ABSENT || (router && state != State.OUTPUT_DROP)) {
            String variant = router ? "drop" : "accept";
            throw new HostException(
                    HostException.Reason.NO_KILL_SWITCH,
                    (state == State.ABSENT
                                    ? "The kill switch is not loaded"
                                    : "The kill switch lets the machine's own packets out")
                            + ": load it with \"nft -D 'output_policy=\""
                            + variant
                            + "\"' -f /usr/lib/skywire/skywire.nft\" before the daemon starts.",
                    "");
        }
    }

    /** Makes the given elements the whole content of each given set, all at once. */
    public void replace(Map<NamedSet, ? extends Collection<String>> contents) throws HostException {
        StringBuilder script = new StringBuilder();
        for (Map.Entry<NamedSet, ? extends Collection<String>> entry : contents.entrySet()) {
            append(script, "flush set", entry.getKey(), List.of());
            if (!entry.getValue().isEmpty()) {
                append(script, "add element", entry.getKey(), entry.getValue());
            }
        }
        commit(script);
    }

    /** Adds one element; one that is there already stays. Not for {@code EXIT_ALLOWED}. */
    public void add(NamedSet set, String element) throws HostException {
        StringBuilder script = new StringBuilder();
        append(script, "add element", set, List.of(element));
        commit(script);
    }

    /** Removes one element; one that is not there is no fault. Not for {@code EXIT_ALLOWED}. */
    public void remove(NamedSet set, String element) throws HostException {
        StringBuilder script = new StringBuilder();
        append(script, "add element", set, List.of(element));
        append(script, "delete element", set, List.of(element));
        commit(script);
    }

    private static void append(
            StringBuilder script, String verb, NamedSet set, Collection<String> elements) {
        script.append(verb).append(' ').append(TABLE).append(' ').append(set.setName());
        if (!elements.isEmpty()) {
            List<String> formatted = elements.stream().map(set.element::format).toList();
            script.append(" { ").append(String.join(", ", formatted)).append(" }");
        }
        script.append('\n');
    }

    private void commit(StringBuilder script) throws HostException {
        commands.runWithInput(script.toString(), "nft", "-f", "-");
    }
}
