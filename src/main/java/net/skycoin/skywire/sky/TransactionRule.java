package net.skycoin.skywire.sky;

/**
 * Why a transaction is refused, in the order in which the rules are looked at: the first that is
 * broken is named. Up to {@link #HOURS_CREATED} they are the ledger's and never change; the last
 * three are what nodes ask for today, see {@link SpendLimits}.
 */
public enum TransactionRule {
    ENCODING("its bytes are not a transaction"),
    AMOUNT_RANGE("an amount is 2^63 or more"),
    ADDRESS_VERSION("an output's address has an unknown version"),
    LENGTH("its length field is not its length"),
    TYPE("its type is not 0"),
    NO_INPUTS("it spends nothing"),
    NO_OUTPUTS("it gives to nobody"),
    SIGNATURE_COUNT("it has not one signature for each input"),
    DUPLICATE_INPUT("it spends an output twice"),
    DUPLICATE_OUTPUT("two of its outputs are the same"),
    ZERO_COINS("an output holds no coins"),
    COINS_OVERFLOW("its outputs hold more coins than a number can say"),
    HOURS_OVERFLOW("its outputs hold more coin hours than a number can say"),
    INNER_HASH("its inner hash does not fit its inputs and outputs"),
    UNKNOWN_INPUT("it spends an output that does not exist, or is spent already"),
    SIGNATURE("a signature is not the owner's"),
    COINS_UNEQUAL("it gives away more or fewer coins than it spends"),
    HOURS_CREATED("it gives away more coin hours than it spends"),
    TOO_LARGE("it is larger than the nodes accept"),
    DECIMALS("an amount has more decimals than the nodes accept"),
    FEE("it burns fewer coin hours than the nodes ask for");

    private final String words;

    TransactionRule(String words) {
        this.words = words;
    }

    /** The end of a sentence that begins with "The transaction is refused:". */
    public String words() {
        return words;
    }
}
