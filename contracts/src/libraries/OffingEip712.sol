// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice What an owner allows a session key. Fields and units: spec/signing.md.
struct Grant {
    address account;
    address key;
    uint64 expiry;
    uint64 maxOrderNotional;
    uint64 maxPositionNotional;
    uint64 maxDailyLoss;
    uint32 maxLeverage;
    bool reduceOnly;
    uint32[] markets;
    uint64 nonce;
}

/// @notice A publisher's price. Fields and units: spec/signing.md.
struct OracleReport {
    uint32 market;
    uint64 price;
    uint64 time;
    uint64 sequence;
}

/// @notice The EIP-712 domain of Offing and the structs signed in it.
library OffingEip712 {
    bytes32 internal constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 internal constant GRANT_TYPE = keccak256(
        "Grant(address account,address key,uint64 expiry,uint64 maxOrderNotional,uint64 maxPositionNotional,"
        "uint64 maxDailyLoss,uint32 maxLeverage,bool reduceOnly,uint32[] markets,uint64 nonce)"
    );
    bytes32 internal constant REPORT_TYPE =
        keccak256("OracleReport(uint32 market,uint64 price,uint64 time,uint64 sequence)");
    bytes32 internal constant REFUSAL_TYPE =
        keccak256("Refusal(uint64 batch,bytes32 headerHash,bytes32 root)");
    bytes32 internal constant NAME_HASH = keccak256("Offing");
    bytes32 internal constant VERSION_HASH = keccak256("1");

    /// @notice The separator that binds a signature to one chain and one vault.
    function domainSeparator(uint256 chainId, address vault) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, NAME_HASH, VERSION_HASH, chainId, vault));
    }

    /// @notice The struct hash of a grant.
    /// @dev Every member but the array is one word in `abi.encode`, in the order of the type.
    function grantHash(Grant memory grant) internal pure returns (bytes32) {
        bytes memory head = abi.encode(GRANT_TYPE, grant.account, grant.key, grant.expiry);
        // Packed elements of an array keep their full words, as EIP-712 asks.
        bytes32 markets = keccak256(abi.encodePacked(grant.markets));
        bytes memory amounts =
            abi.encode(grant.maxOrderNotional, grant.maxPositionNotional, grant.maxDailyLoss);
        bytes memory rest = abi.encode(grant.maxLeverage, grant.reduceOnly, markets, grant.nonce);
        return keccak256(bytes.concat(head, amounts, rest));
    }

    /// @notice The struct hash of an oracle report.
    function reportHash(OracleReport memory report) internal pure returns (bytes32) {
        return keccak256(abi.encode(REPORT_TYPE, report.market, report.price, report.time, report.sequence));
    }

    /// @notice The struct hash of a watcher's refusal of a batch.
    /// @param headerHash of the batch that is refused, so that one posted in its place is not
    /// @param root that the watcher computed; zero when the data gives none or another field is wrong
    function refusalHash(uint64 batch, bytes32 headerHash, bytes32 root) internal pure returns (bytes32) {
        return keccak256(abi.encode(REFUSAL_TYPE, batch, headerHash, root));
    }

    /// @notice The digest that is signed.
    function digest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }
}
