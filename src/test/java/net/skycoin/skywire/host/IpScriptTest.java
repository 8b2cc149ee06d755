package net.skycoin.skywire.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpScriptTest {
    @TempDir private Path directory;

    private final IpScript script =
            new IpScript().add("rule", "add", "lookup", "1").add("link", "set", "x", "up");

    private HostCommands ipThatSays(String words, int status) throws Exception {
        Path file = directory.resolve("ip");
        Files.writeString(
                file,
                "#!/bin/sh\necho \"$@\" >"
                        + directory
                        + "/options\ncat >"
                        + directory
                        + "/input\nprintf '"
                        + words
                        + "' >&2\nexit "
                        + status
                        + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new HostCommands(List.of(directory), Duration.ofSeconds(5));
    }

    @Test
    void isOneProcess() throws Exception {
        script.run(ipThatSays("", 0), "-6");
        assertEquals("-6 -force -batch -\n", Files.readString(directory.resolve("options")));
        assertEquals(
                "rule add lookup 1\nlink set x up\n", Files.readString(directory.resolve("input")));
    }

    @Test
    void whatIsThereAlreadyIsNoFault() throws Exception {
        script.run(ipThatSays("RTNETLINK answers: File exists\\nCommand failed -:1\\n", 1));
    }

    @Test
    void namesTheCommandThatFailed() throws Exception {
        HostCommands commands =
                ipThatSays(
                        "RTNETLINK answers: File exists\\nCommand failed -:1\\n"
                                + "Cannot find device \"x\"\\nCommand failed -:2\\n",
                        1);
        HostException e = assertThrows(HostException.class, () -> script.run(commands));
        assertEquals("\"ip link set x up\" failed: Cannot find device \"x\"", e.getMessage());
    }

    @Test
    void failureOfTheProgramItselfIsPassedOn() throws Exception {
        HostCommands commands = ipThatSays("Option \"-force\" is unknown\\n", 255);
        HostException e = assertThrows(HostException.class, () -> script.run(commands));
        assertEquals("Option \"-force\" is unknown", e.words());
    }
}
