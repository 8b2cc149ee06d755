package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import net.skycoin.skywire.chain.SkycoinWalletFile;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a wallet for Skycoin's own programs. */
@Command(
        name = "export",
        description = {
            "Writes a deterministic wallet as a file of Skycoin's own programs (.wlt), with its seed"
                    + " in the clear: keep it as you keep money. A bip44 wallet needs no such file:"
                    + " its words are all that other programs want. FILE is never overwritten."
        })
final class WalletExportCommand extends WalletBodyCommand {
    @Parameters(paramLabel = "FILE", description = "where to write")
    private Path file = Path.of("");

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Override
    JsonNode body() throws ExitException {
        WalletFile parsed = load();
        Wallet locked = parsed.locked();
        if (locked.kind() != Wallet.Kind.DETERMINISTIC) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    locked.kind() == Wallet.Kind.WATCH
                            ? "The wallet only watches: it has no seed to export."
                            : "A bip44 wallet is not exported: import its words into the other"
                                    + " program.");
        }
        Terminal.confirm("The file will hold the seed in the clear.", yes);
        try (SecretText passphrase = passphrase();
                Wallet wallet = store().unlock(parsed, passphrase)) {
            byte[] content =
                    SkycoinWalletFile.write(
                            wallet,
                            file.getFileName().toString(),
                            SystemClock.wallTime().getEpochSecond());
            write(content);
            Arrays.fill(content, (byte) 0);
            ObjectNode body = describe(wallet);
            return body.put("file", file.toString());
        }
    }

    private void write(byte[] content) throws ExitException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException _) {
            throw new ExitException(
                    ExitCode.CONFIGURATION, file + " is there already, and is not overwritten.");
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    file + " cannot be written (" + e.getClass().getSimpleName() + ").");
        }
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line("Wrote " + body.path("file").asText());
    }
}
