// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {RequestQueue} from "./RequestQueue.sol";

/// @notice What a session key may do, as spec/signing.md says; zero and empty mean the venue's default.
/// @param expiry ms since 1970
/// @param maxOrderNotional micro-USDC; so are the next two
/// @param markets ascending
struct KeyLimits {
    uint64 expiry;
    uint64 maxOrderNotional;
    uint64 maxPositionNotional;
    uint64 maxDailyLoss;
    uint32 maxLeverage;
    bool reduceOnly;
    uint32[] markets;
}

/// @notice Requests of an account's owner that the operator must serve, whatever it thinks of them. The owner
/// is the account's own address, a contract as well as a key, or the master of a sub-account; session keys
/// are nobody here. What cannot be served is refused by the venue's rules, and its price comes back as well.
abstract contract OwnerRequests is RequestQueue, ReentrancyGuardTransient {
    /// @notice What a request costs, in micro-USDC: lent, to price a flood. The venue credits it to the
    /// sender with the request; if no batch ever consumes that, it is refunded.
    uint64 public constant REQUEST_PRICE = 1_000_000;

    /// @notice So many requests of an account may be open at once.
    uint256 public constant OPEN_MAX = 8;

    /// @notice Most markets that a grant may name.
    uint256 public constant MARKETS_MAX = 64;

    /// @notice Payload of these: the price (u64), then
    /// the amount (u64, micro-USDC), 0 for all.
    uint8 public constant REQUEST_WITHDRAW = 2;

    /// @notice the market (u32) and the size (u64, lots), 0 for all of the position.
    uint8 public constant REQUEST_CLOSE = 3;

    /// @notice nothing.
    uint8 public constant REQUEST_CANCEL_ALL = 4;

    /// @notice the key (20 bytes) and its limits in their order, markets last.
    uint8 public constant REQUEST_GRANT = 5;

    /// @notice the key.
    uint8 public constant REQUEST_REVOKE = 6;

    /// @dev The last eight requests of an account, each as its index plus one in 64 bits, the newest lowest.
    struct Recent {
        uint256 newer;
        uint256 older;
    }

    mapping(address account => Recent) private _recent;

    error NotAccountOwner(address account, address sender);
    error TooManyOpenRequests(address account, uint64 oldest);
    error TooManyMarkets(uint256 given, uint256 most);
    error KeyMissing();

    /// @notice Asks for a withdrawal: of as much as may leave the account, if that is less. It goes to the
    /// sender, for a sub-account too.
    /// @param account the sender's own, or a sub-account of it
    /// @param ordinal of the sub-account, from 0; anything for the sender's own
    /// @param amount micro-USDC; 0 for all
    /// @return index of the request in the queue
    function requestWithdrawal(address account, uint32 ordinal, uint64 amount)
        external
        nonReentrant
        returns (uint64 index)
    {
        index = _request(REQUEST_WITHDRAW, account, ordinal, abi.encodePacked(amount));
    }

    /// @notice Asks that a position be closed: at the market, and if that has too little, by the rules.
    /// @param market its id
    /// @param size lots; 0 for all of it
    function requestClose(address account, uint32 ordinal, uint32 market, uint64 size)
        external
        nonReentrant
        returns (uint64 index)
    {
        index = _request(REQUEST_CLOSE, account, ordinal, abi.encodePacked(market, size));
    }

    /// @notice Asks that everything that rests or waits for the account be cancelled.
    function requestCancelAll(address account, uint32 ordinal) external nonReentrant returns (uint64 index) {
        index = _request(REQUEST_CANCEL_ALL, account, ordinal, "");
    }

    /// @notice Asks for a session key of the sender's account, which needs no signature of an owner then.
    function requestGrant(address key, KeyLimits calldata limits)
        external
        nonReentrant
        returns (uint64 index)
    {
        if (key == address(0)) revert KeyMissing();
        uint256 count = limits.markets.length;
        if (count > MARKETS_MAX) revert TooManyMarkets(count, MARKETS_MAX);
        bytes memory packed = abi.encodePacked(
            key,
            limits.expiry,
            limits.maxOrderNotional,
            limits.maxPositionNotional,
            limits.maxDailyLoss,
            limits.maxLeverage,
            limits.reduceOnly
        );
        for (uint256 i = 0; i < count; ++i) packed = abi.encodePacked(packed, limits.markets[i]);
        index = _request(REQUEST_GRANT, msg.sender, 0, packed);
    }

    /// @notice Asks that a session key of the sender's account be revoked, for ever.
    function requestRevocation(address key) external nonReentrant returns (uint64 index) {
        if (key == address(0)) revert KeyMissing();
        index = _request(REQUEST_REVOKE, msg.sender, 0, abi.encodePacked(key));
    }

    /// @notice How many requests of the account no standing batch has consumed.
    function openRequests(address account) external view returns (uint256 count) {
        uint64 cursor = _consumed();
        Recent storage recent = _recent[account];
        for (uint256 i = 0; i < OPEN_MAX; ++i) {
            uint256 word = i < 4 ? recent.newer : recent.older;
            if (uint64(word >> (64 * (i % 4))) > cursor) ++count;
        }
    }

    /// @dev The account's owner pays and asks; nobody else gets here with this account.
    function _request(uint8 requestType, address account, uint32 ordinal, bytes memory rest)
        private
        returns (uint64 index)
    {
        if (account != msg.sender && account != _subAccount(msg.sender, ordinal)) {
            revert NotAccountOwner(account, msg.sender);
        }
        _remember(account, requestCount);
        _take(REQUEST_PRICE);
        index = _enterPaid(requestType, account, msg.sender, REQUEST_PRICE, rest);
    }

    /// @dev O(1): requests are consumed in order, so eight are open exactly when the eighth last is.
    function _remember(address account, uint64 index) private {
        Recent storage recent = _recent[account];
        (uint256 newer, uint256 older) = (recent.newer, recent.older);
        uint64 eighth = uint64(older >> 192);
        if (eighth != 0 && eighth > _consumed()) revert TooManyOpenRequests(account, eighth - 1);
        recent.newer = (newer << 64) | (uint256(index) + 1);
        if (newer >> 192 != 0) recent.older = (older << 64) | (newer >> 192);
    }

    /// @dev As the venue derives it: a hash, so nobody has the address's key.
    function _subAccount(address master, uint32 ordinal) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked("offing.account.sub.", master, ordinal)))));
    }

    /// @dev Requests that standing batches consumed.
    function _consumed() internal view virtual returns (uint64);

    /// @dev Takes micro-USDC from the sender.
    function _take(uint64 amount) internal virtual returns (uint256 before);
}
