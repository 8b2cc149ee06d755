package net.skycoin.skywire.node;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletFile;
import net.skycoin.skywire.store.AtomicFile;

/**
 * A wallet of a data directory: {@code wallets/NAME.wallet} and its journal {@code
 * wallets/NAME.db}, for their owner's eyes only. A wallet is never overwritten by another one, and
 * one that is damaged stays as it is.
 */
public final class WalletStore {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final String name;
    private final Path directory;
    private final Path path;
    private final AtomicFile file;

    private WalletStore(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        path = directory.resolve(name + ".wallet");
        file =
                new AtomicFile(
                        path,
                        AtomicFile.Checksum.INSIDE,
                        PosixFilePermissions.fromString("rw-------"));
    }

    /** The wallet of this name, which need not exist. */
    public static WalletStore of(Path dataDirectory, String name) throws ExitException {
        if (!NAME.matcher(name).matches()) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "\""
                            + name
                            + "\" is no name of a wallet: letters, digits, - and _ are allowed, at"
                            + " most 64.");
        }
        return new WalletStore(dataDirectory.resolve("wallets"), name);
    }

    public String name() {
        return name;
    }

    public Path path() {
        return path;
    }

    /** What is in the file; what people should know about its state goes to {@code told}. */
    public WalletFile load(Consumer<String> told) throws ExitException {
        AtomicFile.Content content;
        try {
            content = file.read();
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    path + " cannot be read: only its owner and root may (" + reason(e) + ").");
        }
        if (content.origin() == AtomicFile.Origin.ABSENT) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "There is no wallet "
                            + path
                            + ": make one with \"skywire wallet create\" or \"import\".");
        }
        if (content.origin() == AtomicFile.Origin.PREVIOUS) {
            told.accept(
                    content.sentence()
                            + " Addresses made since are not in it: \"skywire wallet import --scan\""
                            + " finds them again from the seed.");
        }
        byte[] bytes = content.bytes();
        WalletFile parsed = bytes == null ? null : WalletFile.parse(bytes);
        if (parsed == null) {
            throw new ExitException(
                    ExitCode.IDENTITY,
                    path
                            + " is damaged: restore it from a backup, or import its seed under"
                            + " another name.");
        }
        return parsed;
    }

    /** Opens a wallet that can sign; the caller closes it. */
    public Wallet unlock(WalletFile parsed, SecretText passphrase) throws ExitException {
        return switch (parsed.unlock(passphrase)) {
            case WalletFile.Unlocked.Open open -> open.wallet();
            case WalletFile.Unlocked.WrongPassphrase _ ->
                    throw new ExitException(
                            ExitCode.CONFIGURATION,
                            "The wallet " + name + " does not open: the passphrase is wrong.");
            case WalletFile.Unlocked.NoMemory none ->
                    throw new ExitException(
                            ExitCode.ENVIRONMENT,
                            "The wallet "
                                    + name
                                    + " needs "
                                    + (none.bytes() >> 20)
                                    + " MiB of memory to be opened, which this machine has not.");
        };
    }

    /** Writes a new wallet; refuses when there is one of this name, whatever state it is in. */
    public void create(Wallet wallet, SecretText passphrase) throws ExitException {
        byte[] content = WalletFile.seal(wallet, passphrase, new SecureRandom());
        try {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            refuseIfThere(file.read().origin() != AtomicFile.Origin.ABSENT);
            // The name is taken before the content is there: of two makers one is refused here.
            Files.createFile(path);
            file.write(content);
        } catch (FileAlreadyExistsException _) {
            refuseIfThere(true);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private void refuseIfThere(boolean there) throws ExitException {
        if (there) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "There is a wallet "
                            + path
                            + " already, and a wallet is never overwritten: choose another name with"
                            + " --wallet.");
        }
    }

    /** Writes the wallet after addresses were added; the generation before is kept. */
    public void save(Wallet wallet, SecretText passphrase) throws ExitException {
        try {
            file.write(WalletFile.seal(wallet, passphrase, new SecureRandom()));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private ExitException cannotWrite(IOException e) {
        return new ExitException(
                ExitCode.ENVIRONMENT,
                path
                        + " cannot be written: its directory must be writable by this user, and the"
                        + " disk not be full ("
                        + reason(e)
                        + ").");
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName();
    }

    /** The wallet's journal; the caller closes it. */
    public SqliteWalletJournal journal() throws ExitException {
        Path database = directory.resolve(name + ".db");
        try {
            return SqliteWalletJournal.open(database);
        } catch (IOException e) {
            throw new ExitException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        }
    }
}
