package net.skycoin.skywire.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCommandsTest {
    @TempDir private Path directory;

    private HostCommands with(String program, String script) throws Exception {
        Path file = directory.resolve(program);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new HostCommands(List.of(directory), Duration.ofMillis(1500));
    }

    @Test
    void returnsTheOutputAndPassesArgumentsAsTheyAre() throws Exception {
        HostCommands commands = with("ip", "printf '%s|' \"$@\"");
        assertEquals("a b|;$(reboot)||", commands.run("ip", "a b", ";$(reboot)", ""));
    }

    @Test
    void passesInput() throws Exception {
        assertEquals("rules", with("nft", "cat").runWithInput("rules", "nft"));
    }

    @Test
    void failureCarriesTheProgramsOwnWords() throws Exception {
        HostCommands commands = with("ip", "echo 'Cannot find device \"x\"' >&2; exit 3");
        HostException e = assertThrows(HostException.class, () -> commands.run("ip", "link"));
        assertEquals(HostException.Reason.FAILED, e.reason());
        assertEquals("Cannot find device \"x\"", e.words());
        assertEquals("\"ip link\" failed with status 3: Cannot find device \"x\"", e.getMessage());
    }

    @Test
    void failureForLackOfRightsIsTold() throws Exception {
        HostCommands commands =
                with("ip", "echo 'RTNETLINK answers: Operation not permitted' >&2; exit 2");
        HostException e = assertThrows(HostException.class, () -> commands.run("ip", "link"));
        assertEquals(HostException.Reason.NO_PERMISSION, e.reason());
    }

    @Test
    void missingProgramNamesItsPackage() {
        HostCommands commands = new HostCommands(List.of(directory), Duration.ofSeconds(1));
        HostException e = assertThrows(HostException.class, () -> commands.run("nft"));
        assertEquals(HostException.Reason.TOOL_MISSING, e.reason());
        assertEquals("The program \"nft\" is missing: install nftables.", e.getMessage());
    }

    @Test
    void endsAProgramThatHangs() throws Exception {
        HostCommands commands = with("ip", "exec sleep 60");
        HostException e = assertThrows(HostException.class, () -> commands.run("ip"));
        assertEquals(HostException.Reason.TIMEOUT, e.reason());
    }

    @Test
    void readsMoreOutputThanAPipeHolds() throws Exception {
        HostCommands commands =
                with("ip", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2");
        assertEquals(300_000, commands.run("ip").length());
    }

    @Test
    void killSwitchRefusesElementsThatMeanSomethingToNft() throws Exception {
        KillSwitch killSwitch = new KillSwitch(with("nft", "cat"));
        assertThrows(
                IllegalArgumentException.class,
                () -> killSwitch.add(KillSwitch.NamedSet.LAN, "lan0\" }; flush ruleset"));
        assertThrows(
                IllegalArgumentException.class,
                () -> killSwitch.add(KillSwitch.NamedSet.LINK_PORTS, "1-65535"));
    }

    @Test
    void environmentNamesEverythingThatIsMissing() {
        Environment environment =
                new Environment(
                        directory, new HostCommands(List.of(directory), Duration.ofSeconds(1)));
        List<String> codes =
                environment.check(true, false).stream().map(Environment.Problem::code).toList();
        assertEquals(List.of("no-ip", "no-nft", "no-rights", "no-tun", "sysctl", "sysctl"), codes);
        assertTrue(environment.check(false, false).isEmpty());
    }
}
